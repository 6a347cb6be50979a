//! `schema`: what editors know of playbooks and policies.

use std::io::{self, Write};

use crate::args::Schema;
use crate::exit::{Done, Failure, printed};

pub fn schema(of: Schema) -> Result<Done, Failure> {
    let schema = match of {
        Schema::Playbook => amends::schema(),
        Schema::Policy => amends::policy_schema(),
    };
    printed(writeln!(io::stdout().lock(), "{}", schema.trim_end()))?;
    Ok(Done::Fine)
}
