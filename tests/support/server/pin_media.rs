//! What a Pin shows.

use serde_json::{Value, json};

use super::made_up::Seed;

pub(super) fn item(seed: Seed, pin: &str, creative_type: Option<&str>) -> Value {
    match creative_type {
        Some("VIDEO" | "MAX_VIDEO" | "MAX_WIDTH_VIDEO_COLLECTION") => {
            let mut media = video(seed, pin, 0);
            media["media_type"] = "video".into();
            media["images"] = images(seed, pin);
            media
        }
        Some("CAROUSEL") => {
            let items = [slide(seed, pin, 0), slide(seed, pin, 1), slide(seed, pin, 2)];
            json!({ "media_type": "multiple_images", "items": items })
        }
        Some("SHOWCASE") => {
            let items = [clip(seed, pin, 0), clip(seed, pin, 1)];
            json!({ "media_type": "multiple_videos", "items": items })
        }
        Some("IDEA") => {
            let items = [slide(seed, pin, 0), clip(seed, pin, 1)];
            json!({ "media_type": "multiple_mixed", "items": items })
        }
        _ => json!({ "media_type": "image", "images": images(seed, pin) }),
    }
}

fn images(seed: Seed, pin: &str) -> Value {
    let image = |size: &str, width: u64, height: u64| {
        json!({
            "url": format!("https://i.pinimg.example/{size}/{pin}.jpg"),
            "width": width,
            "height": seed.or_null(size, height),
        })
    };
    let mut images = json!({
        "150x150": image("150x150", 150, 150),
        "400x300": image("400x300", 400, 300),
        "600x": image("600x", 600, 900),
        "1200x": image("1200x", 1_200, 1_800),
    });
    // A size that the description does not know.
    if seed.once_in("original", 3) {
        images["originals"] = image("originals", 2_400, 3_600);
    }
    seed.thinned(images, &["1200x", "400x300"])
}

fn slide(seed: Seed, pin: &str, number: usize) -> Value {
    json!({
        "item_type": "image",
        "title": seed.or_null("slide title", seed.words("slide title")),
        "description": seed.or_null("slide text", "one, \"two\"\nthree"),
        "link": seed.or_null("slide link", format!("https://slides.example/{number}")),
        "images": images(seed, &format!("{pin}-{number}")),
    })
}

fn clip(seed: Seed, pin: &str, number: usize) -> Value {
    let mut clip = video(seed, pin, number);
    clip["item_type"] = "video".into();
    clip
}

fn video(seed: Seed, pin: &str, number: usize) -> Value {
    let video = json!({
        "cover_image_url": format!("https://i.pinimg.example/cover/{pin}-{number}.jpg"),
        "duration": seed.or_null("duration", 6_000 + seed.chance("duration", 60_000)),
        "width": 720,
        "height": seed.or_null("height", 1_280),
        "video_url": seed.or_null("video", format!("https://v.pinimg.example/{pin}-{number}.mp4")),
        "video_url_hls": seed.or_null("hls", format!("https://v.pinimg.example/{pin}-{number}.m3u8")),
    });
    seed.thinned(video, &["width", "video_url", "video_url_hls"])
}
