//! Finds and reads playbooks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use amends::Source;

use crate::exit::Failure;
use crate::text::escaped;

/// How deep folders are searched.
const MAX_DEPTH: usize = 32;

/// The sources that the paths mean: files as they are named, folders with all that is in them. A file that two paths
/// mean is read once.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let found = fs::metadata(path).map_err(|e| Failure::read(path, e))?;
        if found.is_dir() {
            let before = files.len();
            search(path, 0, &mut files)?;
            if files.len() == before {
                let path = path.to_string_lossy();
                return Err(Failure::File(format!("no *.yaml or *.yml file is in `{}`", escaped(&path))));
            }
        } else {
            files.push(path.clone());
        }
    }
    let mut seen = BTreeSet::new();
    let mut sources = Vec::new();
    for file in files {
        let place = fs::canonicalize(&file).map_err(|e| Failure::read(&file, e))?;
        if seen.insert(place) {
            let text = fs::read_to_string(&file).map_err(|e| Failure::read(&file, e))?;
            sources.push(Source::new(file.to_string_lossy(), text));
        }
    }
    Ok(sources)
}

/// The playbooks in a folder, by name. Links to files count, links to folders are not followed.
fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if depth >= MAX_DEPTH {
        return Err(Failure::read(folder, format!("folders go deeper than {MAX_DEPTH}")));
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| Failure::read(folder, e))? {
        let entry = entry.map_err(|e| Failure::read(folder, e))?;
        let kind = entry.file_type().map_err(|e| Failure::read(&entry.path(), e))?;
        entries.push((entry.path(), kind));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (path, kind) in entries {
        if kind.is_dir() {
            search(&path, depth + 1, files)?;
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}
