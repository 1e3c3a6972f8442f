#include "libcore/ops/entry_bundles.h"

#include <fmt/core.h>

#include <algorithm>

#include "libcore/base/assert.h"
#include "libcore/text/json_read.h"
#include "libcore/tiles/bundle.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

static_assert(kMaxEntryLineBytes == kMaxEntryBytes);

EntryLine check_line(EntryLineParser& parser, std::string_view line, bool raw) {
  if (!raw) return parser.check(PaddedText{line});
  if (line.empty()) return EntryLine::kEmpty;
  // Whatever the bytes are, they are an entry; only an object that is reserved to us is not.
  const bool reserved =
      line.find('{') != std::string_view::npos && parser.check(PaddedText{line}) == EntryLine::kReserved;
  return reserved ? EntryLine::kReserved : EntryLine::kEntry;
}

// The place of a line of the block, as "file:line".
std::string place_of(const EntryBlock& block, size_t line, const EntryInput& input) {
  size_t i = 0;
  while (i + 1 < block.segments.size() && block.segments[i + 1].first_line <= line) i++;
  const EntrySegment& segment = block.segments[i];
  if (segment.input == kPreface) return "the first entry";
  return fmt::format("{}:{}", EntryReader::input_name(input.files[segment.input]),
                     segment.first_entry + segment.dropped + (line - segment.first_line) + 1);
}

// The range of a segment in the tree of its own input. Where that tree's tiles fall together with the log's, their
// roots are known already.
CompactRange segment_range(const EntrySegment& segment, size_t end, const std::vector<Hash>& leaves,
                           const std::vector<Hash>& tile_roots) {
  CompactRange range(segment.first_entry);
  for (size_t line = segment.first_line; line < end;) {
    const size_t tile = line / kTileWidth;
    if (range.end() % kTileWidth == 0 && line % kTileWidth == 0 && line + kTileWidth <= end &&
        tile < tile_roots.size()) {
      range.append_subtree(kTileHeight, tile_roots[tile]);
      line += kTileWidth;
      continue;
    }
    const size_t stop = std::min<size_t>(end, (tile + 1) * kTileWidth);
    range.append(range_of(range.end(), std::span(leaves).subspan(line, stop - line)));
    line = stop;
  }
  return range;
}

// The segments of a block that end at or before line `good`.
std::vector<BundledSegment> bundled_segments(const EntryBlock& block, size_t good, const std::vector<Hash>& leaves,
                                             const std::vector<Hash>& tile_roots) {
  std::vector<BundledSegment> segments;
  for (size_t i = 0; i < block.segments.size(); i++) {
    const EntrySegment& segment = block.segments[i];
    const size_t end = i + 1 < block.segments.size() ? block.segments[i + 1].first_line : block.lines.size();
    if (end > good) break;
    segments.push_back({segment.input, segment_range(segment, end, leaves, tile_roots), segment.ends, segment.trailer});
  }
  return segments;
}

// Takes entries from a block in order, as long as they are good.
class EntryTaker {
 public:
  EntryTaker(const EntryBlock& block, const EntryInput& input) : block_(block), input_(input) {
    const auto& segments = block.segments;
    if (!segments.empty() && segments[0].input == kPreface) {
      checked_ = segments.size() > 1 ? segments[1].first_line : block.lines.size();
    }
  }

  // The entries of the lines [begin, end), or up to the first bad one, with its error.
  std::optional<Error> take(size_t begin, size_t end, std::vector<ByteView>& entries) {
    thread_local EntryLineParser parser;
    entries.clear();
    for (size_t i = begin; i < end; i++) {
      const std::string_view line = block_.line(i);
      const EntryLine verdict = i < checked_ ? EntryLine::kEntry : check_line(parser, line, input_.raw);
      if (verdict != EntryLine::kEntry) {
        return Error(Errc::kMalformed, fmt::format("{}: the line {}", place_of(block_, i, input_), describe(verdict)));
      }
      if (input_.schema == EntrySchema::kCondaV1 && i >= checked_) {
        thread_local CondaSchema schema;
        if (auto status = schema.check(line); !status) {
          return std::move(status).error().context(place_of(block_, i, input_));
        }
      }
      entries.push_back(as_bytes(line));
    }
    return std::nullopt;
  }

 private:
  const EntryBlock& block_;
  const EntryInput& input_;
  size_t checked_ = 0;  // lines at the front that are entries whatever they hold
};

}  // namespace

HashedBlock hash_block(EntryBlock block, const EntryInput& input) {
  HashedBlock out;
  EntryTaker taker(block, input);
  std::vector<ByteView> entries;
  out.error = taker.take(0, block.lines.size(), entries);
  out.entries = entries.size();
  out.read_bytes = block.read_bytes;
  out.leaves.resize(entries.size());
  hash_leaves(entries, out.leaves.data());
  out.segments = bundled_segments(block, entries.size(), out.leaves, {});
  if (!out.error) out.error = block.error;
  out.block = std::move(block);
  return out;
}

BundledBlock bundle_block(const EntryBlock& block, uint64_t first_index, const EntryInput& input,
                          const PutObject& put) {
  ASSERT(first_index % kTileWidth == 0);
  EntryTaker taker(block, input);
  BundledBlock out;
  out.read_bytes = block.read_bytes;
  std::vector<Hash> leaves(block.lines.size());
  std::vector<ByteView> entries;
  std::vector<Hash> folded;
  thread_local std::string bundle;  // its memory is used again
  size_t good = 0;                  // the lines before the first bad one
  while (good < block.lines.size() && !out.error) {
    const size_t begin = good;
    out.error = taker.take(begin, std::min<size_t>(begin + kTileWidth, block.lines.size()), entries);
    good += entries.size();
    bundle.clear();
    for (const ByteView entry : entries) append_entry(bundle, entry);
    const std::span<Hash> tile(leaves.data() + begin, entries.size());
    hash_leaves(entries, tile.data());
    if (tile.size() < kTileWidth) {
      out.tail_bundle = std::move(bundle);
      out.tail_leaves.assign(tile.begin(), tile.end());
      break;
    }
    const uint64_t index = (first_index + begin) / kTileWidth;
    for (const auto& [level, bytes] :
         {std::pair(kEntriesLevel, std::string_view(bundle)), std::pair(0, hash_bytes(tile))}) {
      if (auto status = put({level, index, kTileWidth}, bytes); !status) {
        out.error = std::move(status).error();
        return out;
      }
    }
    folded.assign(tile.begin(), tile.end());
    out.tile_roots.push_back(hash_perfect(folded));
  }
  out.segments = bundled_segments(block, good, leaves, out.tile_roots);
  out.entries = good;
  if (!out.error) out.error = block.error;
  return out;
}

}  // namespace tlog
