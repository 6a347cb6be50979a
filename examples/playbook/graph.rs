//! `graph`: a playbook as a picture.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::args::{Drawing, Graph};
use crate::exit::{Done, Failure, printed, say};
use crate::house;
use crate::text::escaped;

pub fn graph(args: &Graph) -> Result<Done, Failure> {
    if let Some(folder) = args.paths.iter().find(|path| path.is_dir()) {
        let folder = folder.to_string_lossy();
        return Err(Failure::Usage(format!("`{}` is a folder: name one playbook", escaped(&folder))));
    }
    let house = house::house(&args.paths, "drawn")?;
    let [playbook] = house.playbooks() else {
        return Err(Failure::Usage("name one playbook, and a policy if it needs one".to_owned()));
    };
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
