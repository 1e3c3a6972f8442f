#include "libcore/ops/published_note.h"

#include "libcore/ops/input_file.h"

namespace tlog {

Result<std::string> read_note(const std::optional<std::string>& file, LogReader& log, const BodyCheck& wrong) {
  return file ? read_input(*file, kMaxNoteBytes) : log.checkpoint(wrong);
}

BodyCheck not_believed(const Trust& trust) {
  return [&trust](std::string_view note) {
    const auto verdict = verify_checkpoint(note, trust);
    if (!verdict) return verdict.error().message();
    return verdict->checkpoint ? std::string() : verdict->reason;
  };
}

BodyCheck no_head() {
  return [](std::string_view note) {
    const auto head = parse_unverified_checkpoint(note);
    return head ? std::string() : head.error().message();
  };
}

}  // namespace tlog
