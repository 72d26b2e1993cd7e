//! `board-pins` of several boards, and of all of them.

use crate::support::sandbox::{Sandbox, cells};
use crate::support::server::{Fault, Pages, Quirks, Sizes, Times, World};

type Table = Vec<Vec<String>>;

fn table(sandbox: &Sandbox, arguments: &[&str]) -> Table {
    cells(&sandbox.succeed(arguments))
}

/// The ids and names of the boards, and the Pins on each.
fn boards(sandbox: &Sandbox) -> Vec<(String, String, Table)> {
    let boards = table(sandbox, &["user-boards", "--columns", "id,name"]);
    let boards = boards[1..].iter().map(|row| {
        let pins = table(sandbox, &["board-pins", "--board", &row[0]]).split_off(1);
        (row[0].clone(), row[1].clone(), pins)
    });
    boards.collect()
}

#[test]
fn boards_come_in_the_given_order_by_id_or_name() {
    let sandbox = Sandbox::brisk(World::sample());
    let boards = boards(&sandbox);
    let of = |name: &str| {
        let found = boards.iter().find(|(_, known, _)| known == name);
        found.unwrap_or_else(|| panic!("{name}: {boards:?}"))
    };
    let (garden, comma) = (of("日本の庭"), of("Leseecken, Lampen & \"Licht\""));
    let expected = [&comma.2[..], &garden.2, &boards[1].2].concat();
    assert!(!garden.2.is_empty() && !comma.2.is_empty());
    let joined = format!("{},{},{}", comma.1, garden.1, boards[1].0);
    let repeated = ["--board", &comma.1, "--board", &garden.0, "--board", &boards[1].0];
    for options in [&["--board", &joined][..], &repeated] {
        let rows = table(&sandbox, &[&["board-pins"], options].concat());
        assert_eq!(rows[1..], expected, "{options:?}");
        let at = rows[0].iter().position(|name| name == "board_id").expect("a column");
        let ids: Vec<_> = rows[1..].iter().map(|row| row[at].as_str()).collect();
        assert!(ids.iter().all(|id| [&comma.0, &garden.0, &boards[1].0].iter().any(|it| it == id)));
    }
    let twice = format!("{0},{0}", garden.1);
    assert_eq!(table(&sandbox, &["board-pins", "--board", &twice])[1..], garden.2);
}

#[test]
fn a_board_on_the_second_page_of_boards_is_found_by_its_name() {
    let quirks = Quirks { pages: Pages::Pairs, ..Quirks::default() };
    let sandbox = Sandbox::brisk(World { quirks, ..World::sample() });
    let boards = table(&sandbox, &["user-boards", "--columns", "id,name"]);
    let [_, .., last] = &boards[..] else { panic!("boards") };
    let details = |board: &str| table(&sandbox, &["board-details", "--board", board]);
    assert!(boards.len() > 3 && details(&last[1])[1].contains(&last[0]), "{boards:?}");
}

#[test]
fn all_boards_come_in_the_order_of_their_listing() {
    let sandbox = Sandbox::brisk(World::sample());
    let boards = boards(&sandbox);
    let expected: Vec<_> = boards.iter().flat_map(|(_, _, pins)| pins.clone()).collect();
    for concurrency in ["1", "8"] {
        let run = ["board-pins", "--all-boards", "--concurrency", concurrency];
        assert_eq!(table(&sandbox, &run)[1..], expected);
    }
    let plan = sandbox.succeed(&["board-pins", "--all-boards", "--dry-run"]);
    let requests = "requests: 1 for every 250 boards, and for each board 1 for every 250 Pins\n";
    assert!(plan.contains(requests), "{plan}");
    let both = ["board-pins", "--all-boards", "--board", "1"];
    assert!(sandbox.fail(2, &both).contains("cannot be used with"));
    assert!(sandbox.fail(2, &["board-pins"]).contains("missing `--board <IDS-OR-NAMES>`"));
}

#[test]
fn pins_without_a_board_id_get_that_of_their_board() {
    let sandbox = Sandbox::brisk(World::sample());
    let body = r#"{"items":[{"id":"7"}],"bookmark":null}"#;
    let fault = Fault::Garbage { content_type: "application/json", body: body.into() };
    sandbox.server.inject("/boards/1/pins", Times::Always, fault);
    let run = ["board-pins", "--board", "1", "--columns", "board_id,id"];
    assert_eq!(table(&sandbox, &run), [["board_id", "id"], ["1", "7"]]);
}

#[test]
fn a_board_that_is_not_found_is_named() {
    let sandbox = Sandbox::brisk(World::sample());
    for (boards, said) in [
        ("日本の庭,Nope", "no board has the name `Nope`"),
        ("Nope,日本の庭", "no board has the name `Nope`"),
        (
            "日本の庭,日本の",
            "hint: use `--board '日本の庭'`; `pinads user-boards` lists the boards",
        ),
    ] {
        let stderr = sandbox.fail(2, &["board-pins", "--board", boards]);
        assert!(stderr.contains(said), "{stderr}");
    }
    let stderr = sandbox.fail(4, &["board-pins", "--board", "日本の庭,1"]);
    assert!(stderr.contains("GET /v5/boards/1/pins"), "{stderr}");
}

#[test]
fn an_interrupted_run_over_all_boards_resumes() {
    let sizes = Sizes { boards: 5, pins: 1300, ..Sizes::NOTHING };
    let sandbox = Sandbox::brisk(World { sizes, ..World::sized(1, 0, 0, 0, 0) });
    let run = ["board-pins", "--all-boards", "--resume", "-o", "out.csv"];
    let whole = sandbox.succeed(&run[..2]);
    let pages = sandbox.server.log().len();
    let last = table(&sandbox, &["user-boards", "--columns", "id"]).pop().expect("a board");
    let down = Fault::Status { status: 503, headers: vec![], body: String::new() };
    sandbox.server.inject(&format!("/boards/{}/pins", last[0]), Times::Always, down);
    sandbox.fail(5, &run);
    sandbox.server.forget_faults();
    let before = sandbox.server.log().len();
    sandbox.succeed(&run);
    assert_eq!(sandbox.read("out.csv"), whole);
    let asked = sandbox.server.log().len() - before;
    assert!(asked < pages, "{asked} of {pages}");
}
