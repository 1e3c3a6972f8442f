#include "libcore/ops/published_note.h"

#include "libcore/ops/input_file.h"

namespace tlog {

Result<PublishedNote> read_note(const std::optional<std::string>& file, LogReader& log) {
  if (!file) return log.checkpoint();
  TRY(std::string note, read_input(*file, kMaxNoteBytes));
  return PublishedNote{std::move(note)};
}

Result<CheckpointVerdict> judge_note(const PublishedNote& note, const Trust& trust) {
  auto verdict = verify_checkpoint(note.note, trust);
  if (note.whole || (verdict && verdict->checkpoint)) return verdict;
  return cut_off(verdict ? verdict->reason : verdict.error().message());
}

Result<Checkpoint> parse_note_head(const PublishedNote& note) {
  auto head = parse_unverified_checkpoint(note.note);
  if (note.whole || head) return head;
  return cut_off(head.error().message());
}

}  // namespace tlog
