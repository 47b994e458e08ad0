//! Texts that are spread like real ones: sentences of the demo's stories, and in them words that
//! ever fewer tickets share (Zipf), so that an index has as much to hold as a real desk's.

use super::super::data::Data;
use super::Stuff;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

/// One ticket in 100 has it: what `bin/bench` searches as a common word.
pub(super) const COMMON: &str = "condensador";
/// One ticket in 2,500 has it.
pub(super) const RARE: &str = "osciloscopio";

/// How many words there are that no sentence of the stories has.
const TAIL: usize = 40_000;
/// In so many words of a sentence, one is of the tail.
const TAIL_EVERY: u32 = 9;

/// The sentences and words from which texts are made.
pub(super) struct Texts {
    subjects: Vec<String>,
    opening: Vec<String>,
    talk: Vec<String>,
    /// The most frequent first.
    tail: Vec<String>,
}

impl Texts {
    pub(super) fn new(data: &Data, stuff: &Stuff, rng: &mut StdRng) -> Self {
        let stories = &data.stories;
        Self {
            subjects: stories.iter().map(|story| filled(&story.subject)).collect(),
            opening: stories.iter().flat_map(|story| sentences(&story.body)).collect(),
            talk: stories.iter().flat_map(|story| &story.talk).flat_map(|line| sentences(&line.text)).collect(),
            tail: (0..TAIL).map(|_| word(stuff, rng)).collect(),
        }
    }

    /// Few words, one of them rare.
    pub(super) fn subject(&self, rng: &mut StdRng) -> String {
        let subject = self.subjects.choose(rng).map_or("", String::as_str);
        format!("{subject}, {}", self.rare_word(rng))
    }

    /// What the requester tells: two to six sentences in one or two paragraphs.
    pub(super) fn description(&self, ticket: u64, rng: &mut StdRng) -> String {
        let mut text = self.paragraph(&self.opening, rng.random_range(2..=4), rng);
        if rng.random_bool(0.4) {
            text.push_str("\n\n");
            text.push_str(&self.paragraph(&self.opening, rng.random_range(1..=2), rng));
        }
        for (word, every) in [(COMMON, 100), (RARE, 2500)] {
            if ticket.is_multiple_of(every) {
                text.extend([" Es por el ", word, "."]);
            }
        }
        text
    }

    /// An answer: one to four sentences.
    pub(super) fn reply(&self, rng: &mut StdRng) -> String {
        self.paragraph(&self.talk, rng.random_range(1..=4), rng)
    }

    fn paragraph(&self, from: &[String], sentences: usize, rng: &mut StdRng) -> String {
        let mut text = String::new();
        for _ in 0..sentences {
            for word in from.choose(rng).map_or("", String::as_str).split(' ') {
                if !text.is_empty() {
                    text.push(' ');
                }
                // Punctuation stays with the words that have it.
                if word.ends_with(char::is_alphanumeric) && rng.random_ratio(1, TAIL_EVERY) {
                    text.push_str(self.rare_word(rng));
                } else {
                    text.push_str(word);
                }
            }
        }
        text
    }

    /// A word of rank r is asked for about 1/r as often as the first.
    fn rare_word(&self, rng: &mut impl Rng) -> &str {
        let share: f64 = rng.random();
        let tail = f64::from(u32::try_from(self.tail.len()).unwrap_or(u32::MAX));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the length")]
        let rank = tail.powf(share) as usize;
        self.tail.get(rank.saturating_sub(1)).map_or("", String::as_str)
    }
}

/// A story's text without its blanks.
fn filled(text: &str) -> String {
    text.replace("{tag}", "del aula")
        .replace("{place}", "la planta baja")
        .replace("{name}", "todos")
        .replace("{tech}", "")
}

fn sentences(text: &str) -> Vec<String> {
    filled(text)
        .replace('\n', " ")
        .split_inclusive(['.', '?'])
        .map(|s| s.trim().to_owned())
        .filter(|s| s.len() > 3)
        .collect()
}

fn word(stuff: &Stuff, rng: &mut StdRng) -> String {
    let mut word = String::new();
    for _ in 0..rng.random_range(2..=3) {
        for part in [&stuff.onsets, &stuff.nuclei, &stuff.codas] {
            word.push_str(part.choose(rng).map_or("", String::as_str));
        }
    }
    word.push_str(stuff.endings.choose(rng).map_or("", String::as_str));
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use std::collections::HashMap;

    #[test]
    fn a_few_words_are_everywhere_and_most_are_rare() {
        let (data, stuff) = (Data::read().unwrap(), Stuff::read().unwrap());
        let mut rng = StdRng::seed_from_u64(1);
        let texts = Texts::new(&data, &stuff, &mut rng);
        let mut tickets_with: HashMap<String, usize> = HashMap::new();
        for ticket in 0..2500 {
            let text = texts.description(ticket, &mut rng).to_lowercase();
            let words: std::collections::HashSet<&str> =
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            for word in words {
                *tickets_with.entry(word.to_owned()).or_default() += 1;
            }
        }
        assert_eq!((tickets_with.get(COMMON), tickets_with.get(RARE)), (Some(&25), Some(&1)));
        let once = tickets_with.values().filter(|&&tickets| tickets == 1).count();
        assert!(once * 3 > tickets_with.len(), "{once} of {} words stand in one ticket", tickets_with.len());
        assert!(tickets_with.values().any(|&tickets| tickets > 1000));
    }
}
