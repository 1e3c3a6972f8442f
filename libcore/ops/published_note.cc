#include "libcore/ops/published_note.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
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

Result<Checkpoint> published_checkpoint(LogReader& log, const std::string& origin) {
  TRY(const std::string note, log.checkpoint(no_head()));
  auto published = parse_unverified_checkpoint(note);
  if (!published) return std::move(published).error().context(log.checkpoint_name());
  if (published->origin == origin) return published;
  return Error(Errc::kConfig,
               fmt::format("{}: is of another log: {}", log.checkpoint_name(), printable(published->origin, 1024)));
}

Error lags_behind(const std::string& fault, TreeSize published) {
  return Error(Errc::kNotFound, fault)
      .hint(fmt::format("it publishes only {} entries yet, and shows nothing of more", published.value));
}

}  // namespace tlog
