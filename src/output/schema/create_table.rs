//! `CREATE TABLE`, whatever the database.

use crate::output::contract::Contract;
use crate::output::data_type::DataType;

/// The statement, with one column on each line.
pub(crate) fn create_table(
    contract: &Contract,
    begin: &str,
    type_name: fn(DataType) -> &'static str,
) -> String {
    let columns = contract.columns.iter().map(|column| {
        let not_null = if contract.is_nullable(column) { "" } else { " NOT NULL" };
        format!("{} {}{not_null}", quoted(&column.title), type_name(column.data_type))
    });
    let key: Vec<_> = contract.primary_key().into_iter().map(quoted).collect();
    let key = (!key.is_empty()).then(|| format!("PRIMARY KEY ({})", key.join(", ")));
    let lines: Vec<_> = columns.chain(key).map(|line| format!("    {line}")).collect();
    format!("{begin} (\n{}\n);\n", lines.join(",\n"))
}

/// A name in SQL. Many names of columns are words of the language.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
