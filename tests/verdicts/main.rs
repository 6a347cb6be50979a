//! What `House::lint` says of a playbook, held against what the engine does.

mod approvals;
mod brute;
mod duties;
mod duties_at_random;
mod hostile;
mod shadow;
mod shipped;
mod stage;
mod stuck;
mod witnesses;
