//! What `House::lint` says of a playbook, held against what the engine does.

mod brute;
mod hostile;
mod shadow;
mod shipped;
mod stage;
mod stuck;
mod witnesses;
