#include "libcore/ops/import_bundles.h"

#include <fmt/format.h>

#include <algorithm>

#include "libcore/base/assert.h"
#include "libcore/text/json_read.h"
#include "libcore/tiles/bundle.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

static_assert(kMaxEntryLineBytes == kMaxEntryBytes);

std::string_view hash_bytes(std::span<const Hash> hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(Hash)};
}

EntryLine check_line(EntryLineParser& parser, std::string_view line, bool raw) {
  if (!raw) return parser.check(PaddedText{line});
  if (line.empty()) return EntryLine::kEmpty;
  // Whatever the bytes are, they are an entry; only an object that is reserved to us is not.
  const bool reserved =
      line.find('{') != std::string_view::npos && parser.check(PaddedText{line}) == EntryLine::kReserved;
  return reserved ? EntryLine::kReserved : EntryLine::kEntry;
}

// The place of a line of the block, as "file:line".
std::string place_of(const EntryBlock& block, size_t line, const BundleOptions& options) {
  size_t i = 0;
  while (i + 1 < block.segments.size() && block.segments[i + 1].first_line <= line) i++;
  const EntrySegment& segment = block.segments[i];
  if (segment.input == kPreface) return "the first entry";
  return fmt::format("{}:{}", EntryReader::input_name(options.inputs[segment.input]),
                     segment.first_entry + (line - segment.first_line) + 1);
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

}  // namespace

BundledBlock bundle_block(const EntryBlock& block, uint64_t first_index, const BundleOptions& options,
                          ObjectWriter& writer) {
  ASSERT(first_index % kTileWidth == 0);
  thread_local EntryLineParser parser;
  BundledBlock out;
  out.read_bytes = block.read_bytes;
  std::vector<Hash> leaves(block.lines.size());
  std::vector<ByteView> entries;
  std::vector<Hash> folded;
  std::string bundle;
  size_t good = block.lines.size();  // the lines before the first bad one
  for (size_t begin = 0; begin < good; begin += kTileWidth) {
    size_t end = std::min<size_t>(begin + kTileWidth, good);
    bundle.clear();
    entries.clear();
    for (size_t i = begin; i < end; i++) {
      const std::string_view line = block.line(i);
      if (const EntryLine verdict = check_line(parser, line, options.raw); verdict != EntryLine::kEntry) {
        out.error =
            Error(Errc::kMalformed, fmt::format("{}: the line {}", place_of(block, i, options), describe(verdict)));
        good = end = i;
        break;
      }
      entries.push_back(as_bytes(line));
      append_entry(bundle, as_bytes(line));
    }
    const std::span<Hash> tile(&leaves[begin], end - begin);
    hash_leaves(entries, tile.data());
    if (tile.size() < kTileWidth) {
      out.tail_bundle = std::move(bundle);
      out.tail_leaves.assign(tile.begin(), tile.end());
      break;
    }
    const uint64_t index = (first_index + begin) / kTileWidth;
    for (const auto& [level, bytes] :
         {std::pair(kEntriesLevel, std::string_view(bundle)), std::pair(0, hash_bytes(tile))}) {
      if (auto status = writer.put({level, index, kTileWidth}, bytes); !status) {
        out.error = std::move(status).error();
        return out;
      }
    }
    folded.assign(tile.begin(), tile.end());
    out.tile_roots.push_back(hash_perfect(folded));
  }
  for (size_t i = 0; i < block.segments.size(); i++) {
    const EntrySegment& segment = block.segments[i];
    const size_t end = i + 1 < block.segments.size() ? block.segments[i + 1].first_line : block.lines.size();
    if (end > good) break;
    out.segments.push_back(
        {segment.input, segment_range(segment, end, leaves, out.tile_roots), segment.ends, segment.trailer});
  }
  out.entries = good;
  if (!out.error) out.error = block.error;
  return out;
}

}  // namespace tlog
