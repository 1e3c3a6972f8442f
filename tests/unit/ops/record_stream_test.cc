#include "libcore/ops/record_stream.h"

#include <string>
#include <vector>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("ops/record_stream");

// "whole", or why it is not. Of a line that is no record nothing is known; the last line may lack its line end.
std::string judge(const std::vector<std::string>& lines, bool last_has_end = true) {
  StreamEnd end;
  for (size_t i = 0; i < lines.size(); i++) {
    const auto record = RecordIn::parse(lines[i]);
    const bool has_end = i + 1 < lines.size() || last_has_end;
    end.add(record ? mark_of(*record, has_end) : StreamMark());
  }
  CHECK(end.empty() == lines.empty());
  const Status status = end.check("s");
  if (status) return "whole";
  CHECK(status.error().code() == Errc::kMalformed);
  CHECK(status.error().hints().size() == 1);
  return status.error().message();
}

const std::string kProof = R"({"type":"proof"})";
const std::string kRefused = R"({"type":"refused"})";
const std::string kUnknown = R"({"type":"unknown"})";
const std::string kEntry = R"({"type":"entry","index":0})";
const std::string kOther = R"({"type":"of-a-later-version"})";
const std::string kCutOff = "s: ends without a summary: it was cut off";
const std::string kMissing = "s: a summary counts other records than came: a part is missing";

std::string proved(const std::string& counts) { return R"({"type":"summary","tool":"tlog-prove")" + counts + "}"; }
std::string appended(const std::string& counts) { return R"({"type":"summary","tool":"tlog-append")" + counts + "}"; }

TEST_CASE("a stream without a summary was cut off") {
  CHECK(judge({}) == "s: is empty: it was cut off, or what writes it failed");
  CHECK(judge({kProof}) == kCutOff);
  CHECK(judge({kOther}) == kCutOff);
  CHECK(judge({"no record"}) == kCutOff);
  CHECK(judge({kProof, proved(R"(,"proofs":1)")}) == "whole");
  CHECK(judge({proved("")}) == "whole");
  // A line after it, of whatever kind, has none behind it.
  CHECK(judge({proved(""), kOther}) == kCutOff);
  CHECK(judge({proved(""), "no record"}) == kCutOff);
  CHECK(judge({proved(""), ""}) == kCutOff);
}

TEST_CASE("a summary whose line end is missing may be cut off itself") {
  CHECK(judge({kProof, proved(R"(,"proofs":1)")}, false) == kCutOff);
  CHECK(judge({proved("")}, false) == kCutOff);
}

TEST_CASE("a summary counts what came before it") {
  const std::string all = R"(,"proofs":2,"refused":1,"unknown":1)";
  CHECK(judge({kProof, kRefused, kOther, kProof, kUnknown, proved(all)}) == "whole");
  CHECK(judge({kProof, kRefused, kUnknown, proved(all)}) == kMissing);
  CHECK(judge({kProof, kProof, kUnknown, proved(all)}) == kMissing);
  CHECK(judge({kProof, kProof, kRefused, proved(all)}) == kMissing);
  CHECK(judge({kProof, kProof, kProof, kRefused, kUnknown, proved(all)}) == kMissing);
  CHECK(judge({R"({"type":"consistency"})", R"({"type":"request"})", proved(R"(,"proofs":2)")}) == "whole");
  CHECK(judge({kEntry, kEntry, appended(R"(,"appended":2)")}) == "whole");
  CHECK(judge({kEntry, kEntry, appended(R"(,"appended":1,"skipped":1)")}) == "whole");
  CHECK(judge({kEntry, appended(R"(,"appended":2)")}) == kMissing);
  CHECK(judge({kEntry, kEntry, appended(R"(,"appended":2,"skipped":1)")}) == kMissing);
  // What is not counted is not asked for: by another tool, or another version.
  CHECK(judge({kProof, kProof, proved(R"(,"refused":0)")}) == "whole");
  CHECK(judge({kProof, R"({"type":"summary","tool":"another","proofs":7})"}) == "whole");
  CHECK(judge({kProof, R"({"type":"summary"})"}) == "whole");
  // A count that is none makes it no summary.
  CHECK(judge({kProof, proved(R"(,"proofs":"1")")}) == kCutOff);
  CHECK(judge({kProof, proved(R"(,"proofs":-1)")}) == kCutOff);
}

TEST_CASE("whole streams one behind the other are one; nothing makes up for a part that is missing") {
  const std::string one = proved(R"(,"proofs":1,"refused":0,"unknown":0)");
  CHECK(judge({kProof, one, kProof, one}) == "whole");
  CHECK(judge({kProof, one, one, kProof, one}) == kMissing);
  CHECK(judge({kProof, kProof, one, one}) == kMissing);
  CHECK(judge({kProof, kProof, proved(R"(,"proofs":2)"), kEntry, appended(R"(,"appended":1)")}) == "whole");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
