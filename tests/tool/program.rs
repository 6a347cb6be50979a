//! Runs the example `playbook`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::SystemTime;

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A folder of its own for a test, empty.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tool").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the program from the crate's folder.
pub fn playbook(args: &[&str]) -> Ran {
    playbook_fed(args, b"")
}

/// Runs the program with this standard input.
pub fn playbook_fed(args: &[&str], input: &[u8]) -> Ran {
    let mut command = Command::new(program());
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// The built example. `cargo test` builds it with the tests; where only these tests were asked for it may be missing or
/// old, and is built here.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let profile = test.parent().and_then(Path::parent).unwrap();
        let program = profile.join("examples").join(format!("playbook{}", std::env::consts::EXE_SUFFIX));
        let built = fs::metadata(&program).and_then(|found| found.modified()).ok();
        if built.is_none_or(|built| newest(&["src", "examples/playbook"]) > built) {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--example", "playbook", "--target-dir"]).arg(profile.parent().unwrap());
            if profile.file_name().is_some_and(|name| name == "release") {
                build.arg("--release");
            }
            let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap();
            assert!(built.success(), "the example `playbook` could not be built");
        }
        assert!(program.is_file(), "the example `playbook` is not at {}: run a plain `cargo test`", program.display());
        program
    })
}

fn newest(folders: &[&str]) -> SystemTime {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut waiting: Vec<_> = folders.iter().map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).collect();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                waiting.push(entry.path());
            } else {
                newest = newest.max(entry.metadata().unwrap().modified().unwrap());
            }
        }
    }
    newest
}

/// The path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The lines of a file of JSON.
pub fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The number that stands behind a name in the summary.
pub fn number(summary: &str, name: &str) -> u64 {
    let line = summary.lines().find(|line| line.trim().strip_prefix(name).is_some_and(|rest| rest.starts_with("  ")));
    let line = line.unwrap_or_else(|| panic!("no `{name}` in\n{summary}"));
    let rest = line.trim().strip_prefix(name).unwrap();
    rest.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}
