//! What comes out of a source, and what is refused.

mod hostile;
mod reading;
