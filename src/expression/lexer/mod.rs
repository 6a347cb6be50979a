//! Text into tokens.

mod numbers;

use std::ops::Range;

use crate::expression::fault::Fault;
use crate::expression::functions;
use crate::value::{Decimal, Duration, Money};

/// One token with the bytes it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::expression) struct Token<'t> {
    pub(in crate::expression) kind: Kind<'t>,
    pub(in crate::expression) range: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::expression) enum Kind<'t> {
    /// Without its sign, which is an operator: 2^63 is a number only behind a minus.
    Int(u64),
    Decimal(Decimal),
    Duration(Duration),
    Money(Money),
    Text(String),
    True,
    False,
    Word(&'t str),
    And,
    Or,
    /// `!`, or the word.
    Not {
        word: bool,
    },
    In,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Question,
    Colon,
    Comma,
    Dot,
    Open,
    Close,
    ListOpen,
    ListClose,
}

/// Words that CEL keeps for itself and that mean nothing here.
const RESERVED: [&str; 19] = [
    "null",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
    "is",
];

/// Characters in which an amount is looked for; 28 digits and their point are 30.
const LONGEST_NUMBER: usize = 64;

/// All tokens of the text, or the first thing that is none.
pub(in crate::expression) fn lex(text: &str) -> Result<Vec<Token<'_>>, Fault> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c'));
        let start = lexer.at;
        let Some(first) = lexer.peek() else {
            return Ok(tokens);
        };
        let kind = match first {
            '\'' | '"' => Kind::Text(lexer.quoted(first)?),
            c if is_word(c) && takes_name(&tokens) => Kind::Word(lexer.skip(|c| is_word(c) || c == '-')),
            '0'..='9' => lexer.number()?,
            c if is_word(c) => lexer.word()?,
            _ => lexer.sign(first)?,
        };
        tokens.push(Token { kind, range: start..lexer.at });
    }
}

/// Whether the tokens end in the bracket of a function whose first argument is a name: ids of states may hold a `-`.
fn takes_name(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [.., Token { kind: Kind::Word(word), .. }, Token { kind: Kind::Open, .. }] => {
            functions::find(word).is_some_and(|signature| signature.function.takes_name())
        }
        _ => false,
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes over the characters for which `wanted` holds and gives them back.
    fn skip(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn word(&mut self) -> Result<Kind<'t>, Fault> {
        let start = self.at;
        let word = self.skip(is_word);
        if matches!(self.peek(), Some('\'' | '"')) && matches!(word, "r" | "R" | "b" | "B" | "rb" | "br") {
            let message = "raw text and bytes are not offered";
            return Err(Fault::syntax(start..self.at, message).help("write plain text in quotes"));
        }
        Ok(match word {
            "true" => Kind::True,
            "false" => Kind::False,
            "and" => Kind::And,
            "or" => Kind::Or,
            "not" => Kind::Not { word: true },
            "in" => Kind::In,
            _ if RESERVED.contains(&word) => {
                let fault = Fault::syntax(start..self.at, format!("`{word}` means nothing in a condition"));
                return Err(match word {
                    "null" => fault.help("ask with `has(name)` whether a fact is known"),
                    "is" => fault.help("write `==`"),
                    "if" | "else" => fault.help("write `condition ? one : other`"),
                    _ => fault,
                });
            }
            _ => Kind::Word(word),
        })
    }

    fn sign(&mut self, first: char) -> Result<Kind<'t>, Fault> {
        let start = self.at;
        let rest = self.rest();
        const PAIRS: [(&str, Kind<'static>); 6] = [
            ("==", Kind::Equal),
            ("!=", Kind::NotEqual),
            ("<=", Kind::LessOrEqual),
            (">=", Kind::GreaterOrEqual),
            ("&&", Kind::And),
            ("||", Kind::Or),
        ];
        const WRONG: [(&str, &str); 11] = [
            ("//", "comments are not offered; whole numbers divide with `/`"),
            ("<>", "write `!=`"),
            ("=>", "write `>=`"),
            ("=<", "write `<=`"),
            ("=", "write `==` to compare"),
            ("&", "write `&&` or `and`"),
            ("|", "write `||` or `or`"),
            ("{", "a fact is named without braces"),
            ("^", "there are no powers; write the product"),
            (".", "write a digit before the point: `0.5`"),
            (";", "a condition is one expression; join several with `and`"),
        ];
        for (pair, kind) in PAIRS {
            if rest.starts_with(pair) {
                self.at += pair.len();
                return Ok(kind);
            }
        }
        self.at += first.len_utf8();
        let digit_follows = self.peek().is_some_and(|c| c.is_ascii_digit());
        let kind = match first {
            '<' if !rest.starts_with("<>") => Kind::Less,
            '>' => Kind::Greater,
            '!' => Kind::Not { word: false },
            '+' => Kind::Plus,
            '-' => Kind::Minus,
            '*' => Kind::Star,
            '/' if !rest.starts_with("//") => Kind::Slash,
            '%' => Kind::Percent,
            '?' => Kind::Question,
            ':' => Kind::Colon,
            ',' => Kind::Comma,
            '.' if !digit_follows => Kind::Dot,
            '(' => Kind::Open,
            ')' => Kind::Close,
            '[' => Kind::ListOpen,
            ']' => Kind::ListClose,
            _ => {
                if let Some(fault) = self.amount_by_sign(start) {
                    return Err(fault);
                }
                let shown = first.escape_debug();
                if let Some((wrong, help)) = WRONG.iter().find(|(wrong, _)| rest.starts_with(wrong)) {
                    let range = start..start + wrong.len();
                    return Err(Fault::syntax(range, format!("`{wrong}` means nothing here")).help(*help));
                }
                let fault = Fault::syntax(start..self.at, format!("`{shown}` means nothing here"));
                return Err(match first {
                    '‘' | '’' | '“' | '”' | '„' | '`' => fault.help("put text in straight quotes: `'text'`"),
                    '≤' => fault.help("write `<=`"),
                    '≥' => fault.help("write `>=`"),
                    '≠' => fault.help("write `!=`"),
                    '×' => fault.help("write `*`"),
                    '−' | '–' => fault.help("write `-`"),
                    _ => fault,
                });
            }
        };
        Ok(kind)
    }

    /// Text in quotes, with CEL's escapes.
    fn quoted(&mut self, quote: char) -> Result<String, Fault> {
        let start = self.at;
        self.at += quote.len_utf8();
        let mut text = String::new();
        loop {
            text.push_str(self.skip(|c| c != quote && c != '\\' && c != '\n' && c != '\r'));
            let at = self.at;
            match self.peek() {
                Some('\\') => text.push(self.escape().ok_or_else(|| {
                    Fault::syntax(at..self.at, "no such escape").help("a backslash itself is written `\\\\`")
                })?),
                Some(c) if c == quote => {
                    self.at += quote.len_utf8();
                    return Ok(text);
                }
                _ => {
                    let message = "the text is never closed";
                    return Err(Fault::syntax(start..self.at, message).expecting([format!("`{quote}`")]));
                }
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(match letter {
            '\\' | '\'' | '"' | '`' | '?' => letter,
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'x' | 'X' => self.code(2, 16, 0)?,
            'u' => self.code(4, 16, 0)?,
            'U' => self.code(8, 16, 0)?,
            '0'..='3' => self.code(2, 8, letter.to_digit(8)?)?,
            _ => return None,
        })
    }

    /// The character of that many digits to a base, behind those already read.
    fn code(&mut self, digits: usize, base: u32, already: u32) -> Option<char> {
        let mut code = already;
        for _ in 0..digits {
            let digit = self.peek()?.to_digit(base)?;
            self.at += 1;
            code = code.checked_mul(base)?.checked_add(digit)?;
        }
        char::from_u32(code)
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_ascii_alphanumeric()
}
