//! `graph`: a playbook as a picture.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::args::{Drawing, Graph};
use crate::exit::{Done, Failure, printed, say};
use crate::house;
use crate::text::escaped;

pub fn graph(args: &Graph) -> Result<Done, Failure> {
    if args.path.is_dir() {
        let path = args.path.to_string_lossy();
        return Err(Failure::Usage(format!("`{}` is a folder: name one playbook", escaped(&path))));
    }
    let house = house::house(std::slice::from_ref(&args.path), "drawn")?;
    let Some(playbook) = house.playbooks().first() else { return Ok(Done::Found) };
    let picture = playbook.picture();
    let text = match args.format {
        Drawing::Dot => picture.to_dot(),
        Drawing::Mermaid => picture.to_mermaid(),
        Drawing::Svg => match picture.to_svg() {
            Ok(svg) => svg,
            Err(error) => {
                say(&format!("error: {error}; other formats have no limit, such as `--format dot`"));
                return Ok(Done::Found);
            }
        },
    };
    match &args.out {
        Some(path) => write(path, &text)?,
        None => printed(io::stdout().lock().write_all(text.as_bytes()))?,
    }
    Ok(Done::Fine)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::write(path, error))
}
