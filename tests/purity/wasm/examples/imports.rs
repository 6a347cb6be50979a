//! Says what a WebAssembly module imports; exit code 1 if that is anything at all.
//!
//! A module is a header of 8 bytes and sections: a byte that says which, the length, the content. Section 2 holds the
//! imports: how many, then for each module and name as texts with their lengths. Numbers are LEB128.

use std::process::ExitCode;

const IMPORTS: u8 = 2;

fn main() -> ExitCode {
    let path = std::env::args().nth(1).expect("the path of a module");
    let module = std::fs::read(&path).expect("a module that can be read");
    assert!(module.starts_with(b"\0asm\x01\0\0\0"), "{path} is no module");
    let mut rest = &module[8..];
    let mut sections = 0;
    let mut imports = 0;
    while let Some((kind, after)) = rest.split_first() {
        rest = after;
        let length = number(&mut rest);
        let (section, after) = rest.split_at(length);
        rest = after;
        sections += 1;
        if *kind == IMPORTS {
            let mut section = section;
            imports = number(&mut section);
            println!("{path} imports {imports}, first {}.{}", text(&mut section), text(&mut section));
        }
    }
    assert!(sections > 5, "{path} holds no code");
    if imports > 0 {
        return ExitCode::FAILURE;
    }
    println!("{path}: {} bytes, {sections} sections, imports nothing", module.len());
    ExitCode::SUCCESS
}

fn number(bytes: &mut &[u8]) -> usize {
    let (mut value, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

fn text<'b>(bytes: &mut &'b [u8]) -> &'b str {
    let length = number(bytes);
    let (text, rest) = bytes.split_at(length);
    *bytes = rest;
    std::str::from_utf8(text).expect("names are UTF-8")
}
