// Repodata of strangers, compressed or not: each entry that it makes is one, in the only form that it has, and both
// orders have the same entries.

#include <algorithm>
#include <string>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/compress/decoder.h"
#include "libcore/conda/entry.h"
#include "libcore/conda/repodata.h"
#include "libcore/text/json_read.h"
#include "tests/fuzz/require.h"

namespace {

constexpr uint64_t kMaxDecoded = 1 << 20;

std::vector<std::string> entries(const tlog::Repodata& repodata, tlog::EntryOrder order) {
  tlog::EntryWriter writer(repodata.subdir());
  tlog::Repodata::Walk walk(repodata, order);
  std::vector<std::string> lines;
  size_t packages = 0;
  while (const auto package = walk.next()) {
    packages++;
    std::string line = "x";
    if (writer.append(*package, line))
      lines.push_back(line.substr(1));
    else
      REQUIRE(line == "x");
  }
  REQUIRE(packages == repodata.size());
  return lines;
}

void check_text(std::string_view text) {
  auto repodata = tlog::Repodata::index(text);
  if (!repodata) return;
  std::vector<std::string> lines = entries(*repodata, tlog::EntryOrder::kFilename);
  std::vector<std::string> siglog = entries(*repodata, tlog::EntryOrder::kSiglog);
  static tlog::EntryLineParser parser;
  for (const std::string& line : lines) {
    REQUIRE(parser.check(std::string_view(line)) == tlog::EntryLine::kEntry);
    // The record of an entry is the entry: it makes itself again.
    const size_t start = line.find(",\"filename\":") + 12;
    tlog::JsonScanner scan(std::string_view(line).substr(start));
    tlog::JsonToken filename;
    REQUIRE(scan.read_string(&filename));
    const std::string again = "{\"packages\":{\"" + std::string(filename.raw) + "\":" + line + "}}";
    auto one = tlog::Repodata::index(again);
    REQUIRE(one.has_value());
    const auto same = entries(*one, tlog::EntryOrder::kFilename);
    REQUIRE(same.size() == 1 && same[0] == line);
  }
  std::sort(lines.begin(), lines.end());
  std::sort(siglog.begin(), siglog.end());
  REQUIRE(lines == siglog);
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tlog::ByteView input(data, size);
  const auto decoder = tlog::make_decoder(tlog::detect_compression(input), kMaxDecoded);
  if (decoder == nullptr) {
    check_text(tlog::as_text(input));
    return 0;
  }
  std::string text;
  std::vector<uint8_t> room(4096);
  while (true) {
    auto step = decoder->decode(input, room);
    if (!step) return 0;
    if (step->consumed + step->produced == 0) break;
    text.append(tlog::as_text(tlog::ByteView(room).first(step->produced)));
    input = input.subspan(step->consumed);
  }
  REQUIRE(input.empty() && text.size() <= kMaxDecoded);
  if (decoder->finish()) check_text(text);
  return 0;
}
