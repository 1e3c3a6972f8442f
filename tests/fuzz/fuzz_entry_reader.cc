// Lines come out of a pipe as they went in, however they are cut. The first byte says: bit 0 raw, bit 1 no trailer
// needed; its other bits how long the pieces are. The expected lines are found here in the simplest way.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "libcore/ops/entry_reader.h"
#include "libcore/tiles/bundle.h"
#include "tests/fuzz/require.h"

namespace {

struct Expected {
  std::vector<std::string> lines;
  bool fails = false;
  bool trailer = false;
};

Expected expect(std::string_view text, bool raw, bool need_trailer) {
  Expected out;
  while (!text.empty() && !out.fails) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!raw && line.ends_with('\r')) line.pop_back();
    if (out.trailer || line.size() > tlog::kMaxEntryBytes) {
      out.fails = true;
    } else if (line.starts_with("{\"tlog-tools\":")) {
      out.trailer = tlog::parse_trailer(line).has_value();
      out.fails = !out.trailer;
    } else {
      out.lines.push_back(line);
    }
  }
  if (!out.fails && need_trailer && !out.trailer) out.fails = true;
  return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0 || size > 200'000) return 0;
  const bool raw = data[0] & 1, need_trailer = !(data[0] & 2);
  const std::string_view text = tlog::as_text({data + 1, size - 1});
  // In a packet pipe each write is one read. It holds as many packets as it has pages.
  constexpr int kPipeBytes = 1 << 20;
  const size_t piece = std::max<size_t>(1 + (data[0] >> 2), text.size() / 200 + 1);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_DIRECT) == 0);
  REQUIRE(::fcntl(ends[1], F_SETPIPE_SZ, kPipeBytes) >= kPipeBytes);
  for (size_t at = 0; at < text.size(); at += piece) {
    const std::string_view part = text.substr(at, piece);
    REQUIRE(::write(ends[1], part.data(), part.size()) == static_cast<ssize_t>(part.size()));
  }
  ::close(ends[1]);

  tlog::EntryReader reader({.inputs = {"/proc/self/fd/" + std::to_string(ends[0])},
                            .preface = {},
                            .raw = raw,
                            .need_trailer = need_trailer,
                            .stop = [] { return false; }});
  std::vector<std::string> lines;
  bool failed = false, trailer = false;
  while (auto block = reader.next()) {
    REQUIRE(!failed);
    for (size_t i = 0; i < block->lines.size(); i++) lines.emplace_back(block->line(i));
    failed = block->error.has_value();
    for (const auto& segment : block->segments) trailer |= segment.trailer.has_value();
  }
  ::close(ends[0]);
  const Expected expected = expect(text, raw, need_trailer);
  REQUIRE(lines == expected.lines);
  REQUIRE(failed == expected.fails);
  REQUIRE(failed || trailer == expected.trailer);
  return 0;
}
