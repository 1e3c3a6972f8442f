#include "libcore/ops/published_note.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/input_file.h"
#include "libcore/store/tile_reader.h"

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

Result<TreeSize> size_there(LogReader& log, const std::string& origin, TreeSize size) {
  const auto note = log.checkpoint(no_head());
  if (!note && note.error().code() != Errc::kNotFound) return note.error();
  TreeSize published;
  if (note) {
    auto checkpoint = parse_unverified_checkpoint(*note);
    if (!checkpoint) return std::move(checkpoint).error().context(log.checkpoint_name());
    if (checkpoint->origin != origin) {
      return Error(Errc::kConfig, fmt::format("{}: is of another log: {}", log.checkpoint_name(),
                                              printable(checkpoint->origin, 1024)));
    }
    published = checkpoint->size;
  }
  if (published >= size) return published;
  SubtreeReader subtrees(log, size);
  subtrees.plan(plan_root(size));
  TRY(const bool there, subtrees.fetch());
  if (there) return size;
  if (!note) return note.error();
  return Error(Errc::kNotFound, subtrees.fault())
      .hint(fmt::format("it publishes only {} entries yet, and shows nothing of more", published.value));
}

}  // namespace tlog
