//! A site, and which links lead to it.

/// A host, without a leading `www.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    host: String,
    subdomains: bool,
}

/// A typed domain, or a website from the API: scheme, port, and path do not matter.
pub(crate) fn parse(text: &str) -> Result<Site, &'static str> {
    let host = host(text).ok_or("expected a domain such as `example.com`")?;
    Ok(Site { host, subdomains: false })
}

impl Site {
    pub(crate) fn with_subdomains(self, subdomains: bool) -> Self {
        Site { subdomains, ..self }
    }

    pub(crate) fn has_subdomains(&self) -> bool {
        self.subdomains
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Does a link, or a website, belong to the site?
    pub(crate) fn has(&self, link: &str) -> bool {
        host(link).is_some_and(|host| {
            let below = host.strip_suffix(&self.host).is_some_and(|rest| rest.ends_with('.'));
            host == self.host || (self.subdomains && below)
        })
    }
}

fn host(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let name = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    let name = name.strip_prefix("www.").unwrap_or(name);
    let is_name = name.contains('.') && !name.contains(char::is_whitespace);
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_port_path_case_and_www_do_not_matter() {
        let site = parse("https://WWW.Example.com:443/shop?x=1").expect("a domain");
        assert_eq!(site.host(), "example.com");
        for (link, plain, with_subdomains) in [
            ("http://example.com", true, true),
            ("www.example.com./a", true, true),
            ("https://blog.example.com/a", false, true),
            ("https://notexample.com", false, false),
            ("https://example.com.evil.org", false, false),
            ("https://user@example.com:80/", true, true),
            ("", false, false),
        ] {
            assert_eq!(site.has(link), plain, "{link}");
            assert_eq!(site.clone().with_subdomains(true).has(link), with_subdomains, "{link}");
        }
        assert!(parse("example").is_err() && parse(" ").is_err());
    }
}
