//! Shells complete commands, options and values, without network, home or token.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::commands::catalogue::shell;
use crate::support::sandbox::{Outcome, Sandbox, by_way_of, has_program};
use crate::support::server::World;

/// What bash offers for the last word of a line: its own function is called as bash calls it.
fn offered(sandbox: &Sandbox, line: &str) -> Vec<String> {
    const PRESS_THE_KEY: &str = r#"
        source <(pinads completions bash)
        COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
        read -ra COMP_WORDS <<<"$1"
        [[ $1 != *' ' ]] || COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        entry=$(complete -p pinads)
        [[ $entry =~ -F\ ([^ ]+) ]]
        "${BASH_REMATCH[1]}" pinads "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let environment = shell(sandbox, "");
    let mut bash = Command::new("bash");
    bash.args(["-c", PRESS_THE_KEY, "bash", line]).current_dir(sandbox.path(".")).env_clear();
    bash.envs(environment.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = Outcome::run(&mut bash);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{line}");
    run.stdout.lines().filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn script(shell: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinads"));
    let run = Outcome::run(command.args(["completions", shell]).env_clear());
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{shell}");
    run.stdout
}

#[test]
fn each_shell_can_read_its_script() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish"] {
        if !has_program(shell) {
            continue;
        }
        let path = folder.path().join(shell);
        fs::write(&path, script(shell)).expect("written");
        let run = Outcome::run(Command::new(shell).arg("-n").arg(&path));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{shell}");
    }
}

// PowerShell is not in Debian, and elvish has its editor at a terminal only: here these scripts are
// read, not run.
#[test]
fn scripts_for_powershell_and_elvish_call_pinads() {
    let powershell = script("powershell");
    assert!(powershell.contains("Register-ArgumentCompleter -Native -CommandName pinads"));
    assert!(powershell.contains("$env:PINADS_COMPLETE = \"powershell\""), "{powershell}");
    assert_eq!(script("pwsh"), powershell);
    let elvish = script("elvish");
    assert!(elvish.contains("set edit:completion:arg-completer[pinads]"), "{elvish}");
}

#[test]
fn bash_completes_commands_options_and_values() {
    let sandbox = Sandbox::new(World::sample());
    if !has_program("bash") {
        return;
    }
    for (line, words) in [
        ("pinads del", &["delivery-metrics", "delivery-metrics-definitions"][..]),
        ("pinads auth log", &["login", "logout"]),
        ("pinads auth ren", &[]),
        ("pinads reports user-b", &["user-boards"]),
        ("pinads delivery-metrics --gran", &["--granularity"]),
        ("pinads delivery-metrics --granularity w", &["week"]),
        ("pinads delivery-metrics --columns SPEND_IN_D", &["SPEND_IN_DOLLAR"]),
        ("pinads delivery-metrics --columns spend_in_d", &["SPEND_IN_DOLLAR"]),
        ("pinads delivery-metrics --columns CTR,def", &["CTR,default"]),
        ("pinads targeting-metrics --columns al", &["all"]),
        (
            "pinads targeting-metrics --targeting-type gender,age-bucket-",
            &["gender,age-bucket-and-gender"],
        ),
        ("pinads object-information --object-type ad-g", &["ad-groups"]),
        ("pinads conversion-quality-health --start", &[]),
        ("pinads completions f", &["fish"]),
    ] {
        assert_eq!(offered(&sandbox, line), words, "{line}");
    }
    assert_eq!(sandbox.files("."), [""; 0], "completing leaves nothing behind");
    assert!(!sandbox.path("state").exists(), "completing leaves nothing behind");
    assert_eq!(sandbox.server.log().len(), 0);
}

const LINE: &str = "pinads delivery-metrics --ad-account ";

#[test]
fn ad_accounts_are_completed_from_the_last_listing_of_the_profile() {
    let sandbox = Sandbox::new(World::sample());
    if !has_program("bash") {
        return;
    }
    assert_eq!(offered(&sandbox, LINE), [""; 0]);
    sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--dry-run"]);
    let ids: Vec<_> = sandbox.server.world().accounts.iter().map(|it| it.id.clone()).collect();
    assert!(ids.len() > 1, "{ids:?}");
    let asked = sandbox.server.log().len();
    assert_eq!(offered(&sandbox, LINE), ids);
    assert_eq!(offered(&sandbox, &format!("{LINE}{}", ids[1])), ids[1..2]);
    assert_eq!(offered(&sandbox, "pinads users --ad-account "), ids);
    let two = format!("{LINE}{},", ids[0]);
    assert!(offered(&sandbox, &two).contains(&format!("{},{}", ids[0], ids[1])));
    for elsewhere in ["--profile other", "--sandbox", "--api-url https://example.com"] {
        let line = format!("pinads delivery-metrics {elsewhere} --ad-account ");
        assert_eq!(offered(&sandbox, &line), [""; 0], "{line}");
    }
    assert_eq!(sandbox.server.log().len(), asked, "completing asks the API nothing");

    let folder = sandbox.path("state").join("ad-accounts");
    let kept: Vec<_> = fs::read_dir(&folder).expect("a folder").flatten().collect();
    let kept = kept
        .iter()
        .map(fs::DirEntry::path)
        .find(|path| path.extension().is_some_and(|it| it == "json"));
    let kept = kept.expect("a listing");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&kept).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    fs::write(&kept, "[{").expect("written");
    assert_eq!(offered(&sandbox, LINE), [""; 0], "a damaged listing is none");
}

#[test]
fn profiles_are_completed_from_the_configuration() {
    let sandbox = Sandbox::new(World::sample());
    if !has_program("bash") {
        return;
    }
    fs::create_dir(sandbox.path("config")).expect("a folder");
    let configuration = "[profiles.shop]\nformat = \"csv\"\n[profiles.studio]\n[profiles.garden]\n";
    fs::write(sandbox.path("config").join("config.toml"), configuration).expect("written");
    assert_eq!(offered(&sandbox, "pinads pins --profile s"), ["shop", "studio"]);
    assert_eq!(offered(&sandbox, "pinads --profile g"), ["garden"]);
}

#[test]
fn a_listing_that_cannot_be_kept_is_no_matter() {
    let sandbox = Sandbox::new(World::sample());
    fs::create_dir(sandbox.path("state")).expect("a folder");
    fs::write(sandbox.path("state").join("ad-accounts"), "in the way").expect("written");
    let run = sandbox.run(&["delivery-metrics", "--all-ad-accounts", "--days-back", "1"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn fish_shows_what_things_are() {
    let sandbox = Sandbox::new(World::sample());
    if !has_program("fish") {
        return;
    }
    sandbox.succeed(&["delivery-metrics", "--all-ad-accounts", "--dry-run"]);
    let account = sandbox.server.world().accounts[0].clone();
    let line = "pinads completions fish | source\n\
                complete --do-complete 'pinads users --ad-account '";
    let mut fish = by_way_of(&["fish", "-c", line], &sandbox.command(&[]));
    let path = std::env::var("PATH").expect("it is set");
    let binary =
        Path::new(env!("CARGO_BIN_EXE_pinads")).parent().expect("a folder").display().to_string();
    let run = Outcome::run(fish.env("PATH", format!("{binary}:{path}")));
    let told = format!("{}\t{}", account.id, account.name);
    assert!(run.stdout.lines().any(|line| line == told), "{told}: {} {}", run.stdout, run.stderr);
}
