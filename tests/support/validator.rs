//! A JSON Schema validator that somebody else wrote: the Python package `jsonschema`.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::support::sandbox::or_skip;

/// Answers each line, a schema and rows, with a line.
const SCRIPT: &str = r#"
import json, sys
from jsonschema import Draft202012Validator, FormatChecker
print("ready", flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    Draft202012Validator.check_schema(asked["schema"])
    validator = Draft202012Validator(asked["schema"], format_checker=FormatChecker(["date"]))
    errors = [error for row in asked["rows"] for error in validator.iter_errors(row)]
    said = "; ".join(f"{list(error.path)}: {error.message}" for error in errors[:3])
    print(said.replace("\n", " ") or "ok", flush=True)
"#;

struct Validator {
    _python: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

/// One for all tests of a process.
static VALIDATOR: LazyLock<Mutex<Option<Validator>>> = LazyLock::new(|| Mutex::new(start()));

fn start() -> Option<Validator> {
    let python = env::var_os("PINADS_PYTHON").unwrap_or_else(|| "python3".into());
    let mut python = Command::new(python);
    python.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.stderr(Stdio::null()).spawn().ok()?;
    let stdin = python.stdin.take()?;
    let mut stdout = BufReader::new(python.stdout.take()?);
    let mut said = String::new();
    stdout.read_line(&mut said).ok().filter(|_| said == "ready\n")?;
    Some(Validator { _python: python, stdin, stdout })
}

/// The objections to some rows. Without a validator there are none; in CI there must be one.
pub(crate) fn objections(schema: &Value, rows: &[Value]) -> Option<String> {
    let mut validator = VALIDATOR.lock().unwrap_or_else(PoisonError::into_inner);
    if !or_skip("the Python package jsonschema", validator.is_some()) {
        return None;
    }
    let Validator { stdin, stdout, .. } = validator.as_mut()?;
    writeln!(stdin, "{}", json!({ "schema": schema, "rows": rows })).expect("it reads");
    let mut said = String::new();
    stdout.read_line(&mut said).expect("it answers");
    (said != "ok\n").then_some(said)
}
