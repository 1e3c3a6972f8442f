#include "libcore/store/sync_state.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/crypto/sha256.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr std::string_view kFirstLine = "tlog-tools sync 1";
// Eight levels, each of up to 255 hashes in base64; and what is missing.
constexpr size_t kMaxHeadBytes = 8 * 11'000 + BundleSet::kMaxRanges * 50 + 1000;

// The value of the line "word value", which is taken off `text`; nothing when another line is there.
std::optional<std::string_view> take(std::string_view& text, std::string_view word) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  if (line.size() <= word.size() || !line.starts_with(word) || line[word.size()] != ' ') return std::nullopt;
  text.remove_prefix(end + 1);
  return line.substr(word.size() + 1);
}

Error malformed(const std::string& why) { return Error(Errc::kMalformed, why); }

Result<std::vector<Hash>> parse_hashes(std::string_view text, size_t count) {
  const auto bytes = base64_decode(text);
  if (!bytes || bytes->size() != count * sizeof(Hash)) return malformed("hashes of another number than the tile has");
  std::vector<Hash> hashes(count);
  std::memcpy(hashes.data(), bytes->data(), bytes->size());
  return hashes;
}

Hash sum_of(std::string_view head, std::string_view pin) {
  Sha256 sum;
  sum.update(as_bytes(head));
  sum.update(as_bytes(pin));
  return sum.finish();
}

std::string format_head(const SyncState& state) {
  std::string text = fmt::format("{}\nstart {}\nnext {}\n", kFirstLine, state.start, state.edge.size.value);
  if (state.check) text += fmt::format("check {}\n", *state.check);
  for (const BundleRange& range : state.missing.ranges())
    text += fmt::format("missing {} {}\n", range.first, range.end);
  for (size_t level = 0; level < state.edge.rows.size(); level++) {
    const std::vector<Hash>& row = state.edge.rows[level];
    if (!row.empty()) text += fmt::format("hashes {} {}\n", level, base64_encode(as_bytes(hash_bytes(row))));
  }
  return text;
}

// The lines "missing first end", in the order that they are written in, and each within what is held otherwise.
Result<BundleSet> take_missing(std::string_view& text, const SyncState& state) {
  BundleSet missing;
  uint64_t from = state.start / kTileWidth;
  while (const auto line = take(text, "missing")) {
    const size_t space = std::min(line->find(' '), line->size());
    const auto first = parse_u64(line->substr(0, space), kMaxTreeSize);
    const auto end = parse_u64(line->substr(std::min(space + 1, line->size())), kMaxTreeSize);
    const bool fits = first && end && *first >= from && *first < *end &&
                      *end - 1 < (state.edge.size.value + kTileWidth - 1) / kTileWidth;
    if (!fits || missing.ranges().size() == BundleSet::kMaxRanges) return malformed("bundles that cannot be missing");
    missing.add({*first, *end});
    from = *end + 1;
  }
  return missing;
}

Status check_numbers(const SyncState& state) {
  auto pin = parse_unverified_checkpoint(state.pin);
  if (!pin) return std::move(pin).error().context("its checkpoint");
  const uint64_t next = state.edge.size.value;
  if (state.start % kTileWidth != 0 || state.start > next) return malformed("a start that cannot be one");
  if (state.check &&
      (*state.check < state.start || *state.check > next || (*state.check % kTileWidth != 0 && *state.check != next))) {
    return malformed("a check that cannot be one");
  }
  if (next > pin->size.value) return malformed("more entries than its checkpoint has");
  if (next == pin->size.value && state.edge.tree(0).root() != pin->root) {
    return malformed("hashes that do not give the root of its checkpoint");
  }
  return {};
}

}  // namespace

Result<SyncState> parse_sync_state(std::string_view text) {
  SyncState state;
  std::string_view rest = text;
  if (!rest.starts_with(kFirstLine) || !rest.substr(kFirstLine.size()).starts_with('\n')) {
    return malformed("not the state of a mirror");
  }
  rest.remove_prefix(kFirstLine.size() + 1);
  const auto start = take(rest, "start");
  const auto next = take(rest, "next");
  if (!start || !next) return malformed("cut off");
  const auto start_number = parse_u64(*start, kMaxTreeSize), next_number = parse_u64(*next, kMaxTreeSize);
  if (!start_number || !next_number) return malformed("no number of entries");
  state.start = *start_number;
  state.edge.size = {*next_number};
  if (const auto check = take(rest, "check")) {
    state.check = parse_u64(*check, kMaxTreeSize);
    if (!state.check) return malformed("no number of entries");
  }
  TRY(state.missing, take_missing(rest, state));
  for (const TileId& tile : TreeEdge::tiles(state.edge.size)) {
    const auto hashes = take(rest, fmt::format("hashes {}", tile.level));
    if (!hashes) return malformed(fmt::format("no hashes of level {}", tile.level));
    state.edge.rows.resize(static_cast<size_t>(tile.level) + 1);
    TRY(state.edge.rows.back(), parse_hashes(*hashes, tile.width));
  }
  const std::string_view head = text.substr(0, text.size() - rest.size());
  const auto sum = take(rest, "sum");
  if (!sum || !rest.starts_with('\n')) return malformed("cut off");
  state.pin = rest.substr(1);
  if (*sum != base64_encode(sum_of(head, state.pin))) return malformed("its sum is not that of its lines");
  CHECK(check_numbers(state));
  return state;
}

std::string format_sync_state(const SyncState& state) {
  const std::string head = format_head(state);
  return fmt::format("{}sum {}\n\n{}", head, base64_encode(sum_of(head, state.pin)), state.pin);
}

Result<std::optional<SyncState>> read_sync_state(const LogDir& log) {
  const std::string path = sync_state_path(log);
  auto text = read_regular_file(path, kMaxHeadBytes + kMaxNoteBytes);
  if (!text && text.error().code() == Errc::kNotFound) return std::optional<SyncState>();
  if (!text) return std::move(text).error();
  auto state = parse_sync_state(*text);
  if (state) return std::optional(*std::move(state));
  return std::move(state)
      .error()
      .context(printable(path, 4096))
      .hint(
          "remove it, and say --start-at again where it was said: what is in the directory is verified anew then, and "
          "not fetched again");
}

Status write_sync_state(const LogDir& log, const SyncState& state) {
  return replace_file(sync_state_path(log), format_sync_state(state),
                      {.temporary = sync_state_path(log) + ".new", .mode = 0600});
}

}  // namespace tlog
