//! `why`: what an input of a file did, and why.

use crate::args::Why;
use crate::exit::{Done, Failure, say};
use crate::feed::Feed;
use crate::host::Host;
use crate::house;
use crate::question::{About, Question};
use crate::text::escaped;
use crate::trail::Trail;

pub fn why(args: &Why) -> Result<Done, Failure> {
    let about = match (&args.event, &args.command, args.step) {
        (Some(id), ..) => About::Event(id.clone()),
        (None, Some(id), _) => About::Command(id.clone()),
        (None, None, Some(step)) => About::Step(step),
        (None, None, None) => return Err(Failure::Usage("name an event, a command or a step".to_owned())),
    };
    let engine = house::engine(&args.paths)?;
    let feed = Feed::open(&args.events)?;
    let mut host = Host::new(engine, args.receipts, Trail::silent());
    host.question = Some(Question::new(about, args.format, args.personal));
    feed.run(&mut host)?;
    let Some(Err(nearest)) = host.question.take().map(Question::finish).transpose()? else { return Ok(Done::Fine) };
    let (what, id) = match (&args.event, &args.command) {
        (Some(id), _) => ("no event has the id", id.clone()),
        (None, Some(id)) => ("no command has the id", id.clone()),
        (None, None) => ("no receipt came for the step", args.step.map(|step| step.to_string()).unwrap_or_default()),
    };
    say(&format!("{what} `{}`", escaped(&id)));
    if !nearest.is_empty() {
        let nearest: Vec<_> = nearest.iter().map(|id| format!("`{}`", escaped(id))).collect();
        say(&format!("the nearest are {}", nearest.join(", ")));
    }
    Ok(Done::Found)
}
