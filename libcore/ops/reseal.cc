#include "libcore/ops/reseal.h"

#include <utility>

#include "libcore/base/assert.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/entry_bundles.h"
#include "libcore/ops/entry_reader.h"
#include "libcore/ops/tree_builder.h"
#include "libcore/text/trailer.h"

namespace tlog {

namespace {

// What is to be written of a block.
struct Lines {
  std::string text;  // with line ends
  uint64_t entries = 0;
  uint64_t read_bytes = 0;
  CompactRange range;
  std::optional<Error> error;  // behind them
};

// Lines are read with CR LF as with LF: an entry that itself ends in CR needs both, or it would lose it to the reader.
Lines lines_of(const HashedBlock& block, uint64_t first_entry, bool raw) {
  Lines lines;
  lines.text.reserve(block.block.used + block.entries);
  for (size_t i = 0; i < block.entries; i++) {
    const std::string_view line = block.block.line(i);
    lines.text += line;
    if (!raw && line.ends_with('\r')) lines.text += '\r';
    lines.text += '\n';
  }
  lines.entries = block.entries;
  lines.read_bytes = block.read_bytes;
  lines.range = range_of(first_entry, block.leaves);
  lines.error = block.error;
  return lines;
}

}  // namespace

Result<Verdict> reseal_entries(const EntryInput& input, Host& host) {
  ASSERT(input.no_trailer && input.drop_trailers && input.preface.empty());
  CHECK(EntryReader::check_inputs(input.files));
  CompactRange range;
  bool stopped = false;  // nobody reads on
  const std::function<Lines(EntryBlock, uint64_t)> work = [&input](EntryBlock block, uint64_t first_entry) {
    return lines_of(hash_block(std::move(block), input), first_entry, input.raw);
  };
  const std::function<Status(Lines)> consume = [&](Lines lines) -> Status {
    stopped = !lines.text.empty() && !host.emit_raw(lines.text);
    if (stopped) return Error(Errc::kIo, "nobody reads on");
    range.append(lines.range);
    if (lines.error) return *std::move(lines.error);
    return {};
  };
  const Status status = read_blocks<Lines>(input, 0, host, work, consume);
  if (stopped || host.cancelled()) return Verdict::kYes;  // the host knows why
  if (!status) return status.error();
  host.emit(format_trailer({.entries = range.end(), .root_hash = range.root()}));
  return Verdict::kYes;
}

}  // namespace tlog
