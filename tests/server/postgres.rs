//! The `PostgreSQL` of the tests.

use crate::support::postgres::Database;

#[test]
fn each_database_is_new_and_takes_scripts() {
    let Some(database) = Database::new() else { return };
    database
        .succeed("CREATE TABLE t (a text, b bigint); COPY t FROM stdin;\nx\\ty\t1\n\\N\t2\n\\.\n");
    let rows = database.rows("SELECT a, b FROM t ORDER BY b");
    assert_eq!(rows, [["x\ty", "1"], ["NULL", "2"]]);
    let failed = database.run("INSERT INTO t VALUES ('', 3); SELECT no_such_column FROM t;");
    assert_eq!(failed.code, Some(3), "{}", failed.stderr);
    assert!(failed.stderr.contains("no_such_column"), "{}", failed.stderr);
    assert_eq!(database.rows("SELECT count(*) FROM t"), [["3"]]);

    let other = Database::new().expect("there was one");
    assert_ne!(other.run("SELECT * FROM t").code, Some(0));
}
