//! `schema`: what editors know of playbooks.

use std::io::{self, Write};

use crate::exit::{Done, Failure, printed};

pub fn schema() -> Result<Done, Failure> {
    printed(writeln!(io::stdout().lock(), "{}", amends::schema().trim_end()))?;
    Ok(Done::Fine)
}
