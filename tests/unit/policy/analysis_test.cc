#include "libcore/policy/analysis.h"

#include <algorithm>
#include <string>

#include "tests/unit/policy/keys.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::log_vkey;
using testing::reason;
using testing::witness_vkey;

TEST_SUITE_BEGIN("policy");

Policy parse(const std::string& text) {
  auto policy = parse_policy(text, "p");
  REQUIRE_MESSAGE(policy, reason(policy));
  return *std::move(policy);
}

std::string witness(unsigned number, const std::string& rest = "") {
  return "witness w" + std::to_string(number) + " " + witness_vkey(number) + rest + "\n";
}

// The fewest witnesses with which this log can deceive, which cosigns with its own key too where that is a witness's.
size_t colluders_by_trying(const Policy& policy, const PolicyLog& log) {
  const std::vector<bool> checkable = checkable_witnesses(policy);
  size_t fewest = checkable.size() + 1;
  for (unsigned subset = 0; subset < (1u << checkable.size()); subset++) {
    std::vector<bool> cosigned;
    size_t colluders = 0;
    for (size_t i = 0; i < checkable.size(); i++) {
      const bool asked = (subset >> i) & 1, own = policy.witnesses[i].key.listed.key == log.key.listed.key;
      colluders += asked;
      cosigned.push_back((asked || own) && checkable[i]);
    }
    if (quorum_holds(policy, cosigned)) fewest = std::min(fewest, colluders);
  }
  return fewest;
}

// The same by trying all subsets of the witnesses whose keys can be checked.
QuorumAnalysis by_trying(const Policy& policy) {
  const std::vector<bool> checkable = checkable_witnesses(policy);
  const size_t count = checkable.size();
  QuorumAnalysis result;
  if (!policy.quorum) return result;
  size_t fewest = count + 1, fewest_lost = count + 1, all = 0;
  for (size_t i = 0; i < count; i++) all += checkable[i];
  for (unsigned subset = 0; subset < (1u << count); subset++) {
    std::vector<bool> cosigned;
    size_t size = 0;
    bool possible = true;
    for (size_t i = 0; i < count; i++) {
      cosigned.push_back((subset >> i) & 1);
      size += cosigned[i];
      possible = possible && (checkable[i] || !cosigned[i]);
    }
    if (!possible) continue;
    if (quorum_holds(policy, cosigned)) {
      fewest = std::min(fewest, size);
      if (size == 1)
        result.sufficient_alone.push_back(
            static_cast<size_t>(std::find(cosigned.begin(), cosigned.end(), true) - cosigned.begin()));
    } else {
      fewest_lost = std::min(fewest_lost, all - size);
      if (all - size == 1) {
        for (size_t i = 0; i < count; i++) {
          if (checkable[i] && !cosigned[i]) result.essential.push_back(i);
        }
      }
    }
  }
  result.reachable = fewest <= count;
  if (!result.reachable) return QuorumAnalysis{false, 0, 0, std::nullopt, {}, {}};
  result.fewest_cosignatures = result.fewest_colluders = fewest;
  for (const PolicyLog& log : policy.logs) {
    if (log.key.verifier) result.fewest_colluders = std::min(result.fewest_colluders, colluders_by_trying(policy, log));
  }
  result.losses_survived = fewest_lost - 1;
  std::sort(result.essential.begin(), result.essential.end());
  return result;
}

void check_analysis(const std::string& text) {
  CAPTURE(text);
  const Policy policy = parse(text);
  const QuorumAnalysis found = analyse_quorum(policy), expected = by_trying(policy);
  CHECK(found.reachable == expected.reachable);
  CHECK(found.fewest_cosignatures == expected.fewest_cosignatures);
  CHECK(found.fewest_colluders == expected.fewest_colluders);
  CHECK(found.losses_survived == expected.losses_survived);
  CHECK(found.essential == expected.essential);
  CHECK(found.sufficient_alone == expected.sufficient_alone);
}

TEST_CASE("what a quorum amounts to, against all subsets of witnesses") {
  // Two groups inside of a third, every size and threshold, with one key of an unsupported type in every place.
  for (unsigned missing = 0; missing <= 5; missing++) {
    std::string witnesses;
    for (unsigned i = 0; i < 5; i++) {
      witnesses += i == missing ? "witness w" + std::to_string(i) + " " + testing::mldsa_vkey(i) + "\n" : witness(i);
    }
    check_analysis(witnesses + "quorum none\n");
    check_analysis(witnesses + "quorum w2\n");
    for (unsigned split = 1; split <= 4; split++) {
      for (unsigned a = 1; a <= split; a++) {
        for (unsigned b = 1; b <= 5 - split; b++) {
          for (unsigned both = 1; both <= 2; both++) {
            std::string text = witnesses + "group a " + std::to_string(a);
            for (unsigned i = 0; i < split; i++) text += " w" + std::to_string(i);
            text += "\ngroup b " + std::to_string(b);
            for (unsigned i = split; i < 5; i++) text += " w" + std::to_string(i);
            text += "\ngroup c " + std::to_string(both) + " a b\nquorum c\n";
            check_analysis(text);
            // Logs that have keys of witnesses, one of them beside a log that has none.
            check_analysis("log " + log_vkey(1) + "\n" + text);
            check_analysis("log " + log_vkey(9) + "\nlog " + log_vkey(2) + "\nlog " + log_vkey(4) + "\n" + text);
          }
        }
      }
    }
  }
}

TEST_CASE("a log that has the key of a witness deceives with one witness less") {
  const std::string log = "log " + log_vkey(1) + "\n", three = witness(1) + witness(2) + witness(3);
  CHECK(analyse_quorum(parse(log + three + "group g 2 w1 w2 w3\nquorum g\n")).fewest_colluders == 1);
  CHECK(analyse_quorum(parse(log + three + "group g 2 w1 w2 w3\nquorum g\n")).fewest_cosignatures == 2);
  CHECK(analyse_quorum(parse(log + three + "quorum w1\n")).fewest_colluders == 0);
  CHECK(analyse_quorum(parse(log + three + "quorum w2\n")).fewest_colluders == 1);
  // Two logs are two: neither has the other's key. A key that cannot be checked cosigns nothing.
  CHECK(analyse_quorum(parse(log + "log " + log_vkey(2) + "\n" + three + "group g all w1 w2\nquorum g\n"))
            .fewest_colluders == 1);
  CHECK(analyse_quorum(parse("log " + testing::mldsa_vkey(7) + "\nwitness q " + testing::mldsa_vkey(7) + "\n" + three +
                             "group g any q w2\nquorum g\n"))
            .fewest_colluders == 1);
}

TEST_CASE("a quorum in words") {
  const std::string four = witness(1) + witness(2) + witness(3) + witness(4);
  CHECK(describe_quorum(parse("quorum none\n")) == "none");
  CHECK(describe_quorum(parse(four + "quorum w3\n")) == "w3");
  CHECK(describe_quorum(parse(four + "group g any w1\nquorum g\n")) == "w1");
  CHECK(describe_quorum(parse(four + "group g any w1 w2\nquorum g\n")) == "1 of (w1, w2)");
  CHECK(describe_quorum(parse(four + "group g 2 w1 w2\nquorum g\n")) == "all of (w1, w2)");
  CHECK(describe_quorum(parse(four + "group g 2 w1 w2 w3\ngroup h all w4 g\nquorum h\n")) ==
        "all of (w4, 2 of (w1, w2, w3))");
  // A name that would divide a list.
  CHECK(describe_quorum(parse("witness a,b " + witness_vkey(7) + "\nwitness (c " + witness_vkey(8) + "\n" + witness(1) +
                              "group g 2 a,b (c w1\nquorum g\n")) == "2 of (\"a,b\", \"(c\", w1)");
  // A large one by its name, so that no policy makes a sentence of megabytes.
  std::string text, group = "group g 2";
  for (unsigned i = 0; i < 300; i++) {
    text += witness(i);
    group += " w" + std::to_string(i);
  }
  CHECK(describe_quorum(parse(text + group + "\nquorum g\n")) == "group \"g\"");
}

// "LINE KIND" of each remark.
std::vector<std::string> remarks(const std::string& text) {
  std::vector<std::string> found;
  for (const PolicyRemark& remark : remark_on(parse(text))) {
    found.push_back(std::to_string(remark.line) + " " + remark.kind);
  }
  return found;
}
using Remarks = std::vector<std::string>;

TEST_CASE("remarks") {
  const std::string log = "log " + log_vkey(11) + "\n", url = " https://w.example/";
  CHECK(remarks(log + witness(1, url) + "quorum w1\n") == Remarks{});
  CHECK(remarks("quorum none\n") == Remarks{"1 no_log", "1 no_quorum"});
  CHECK(remarks(log + "log " + log_vkey(12) + "\n" + witness(1, url) + "quorum w1\n") == Remarks{"2 several_logs"});
  CHECK(remarks(log + witness(1) + witness(2, url) + witness(3) + "group g any w1 w2 w3\nquorum g\n") ==
        Remarks{"2 no_url"});
  CHECK(remarks(log + witness(1, url + "#x") + "quorum w1\n") == Remarks{"2 hash_sign"});
  CHECK(remarks("log " + log_vkey(11) + " a#b\nquorum none\n") == Remarks{"1 hash_sign", "2 no_quorum"});
  CHECK(remarks(log + "witness a#b " + witness_vkey(1) + url + "\nquorum a#b\n") == Remarks{"2 hash_sign"});
  CHECK(remarks(log +
                "witness a\xc2\xa0"
                "b " +
                witness_vkey(1) + url +
                "\nquorum a\xc2\xa0"
                "b\n") == Remarks{"2 foreign_blank"});
  CHECK(remarks(log + "witness \xff\xe3\x80\x80 " + witness_vkey(1) + url + "\nquorum \xff\xe3\x80\x80\n") ==
        Remarks{"2 foreign_blank"});
  CHECK(remarks(log + "witness \xc3\xa8 " + witness_vkey(1) + url + "\nquorum \xc3\xa8\n") == Remarks{});
  CHECK(remarks(log + "witness q " + testing::mldsa_vkey(1) + url + "\n" + witness(1, url) +
                "group g 1 q w1\nquorum g\n") == Remarks{"2 never_counts"});
  CHECK(remarks("log " + testing::mldsa_vkey(1) + "\n" + witness(1, url) + "quorum w1\n") == Remarks{"1 never_counts"});
  CHECK(remarks(log + witness(1, url) + witness(2, url) + "group g any w2\ngroup h any g\nquorum w1\n") ==
        Remarks{"3 outside_quorum", "4 unused_group", "5 unused_group"});
  CHECK(remarks(log + witness(1, url) + "quorum w1\n" + witness(2, url)) ==
        Remarks{"3 quorum_not_last", "4 outside_quorum"});
  CHECK(remarks(log + witness(1, url) + "quorum w1\n# end\n\n") == Remarks{});
  CHECK(remarks("log " + log_vkey(1) + "\n" + witness(1, url) + "quorum w1\n") == Remarks{"2 log_is_witness"});
  CHECK(remarks(log + "witness a " + witness_vkey(1) + url + "\nwitness b " +
                testing::vkey_of("witness.example/1", 4, testing::public_key(2)) + url +
                "\ngroup g 2 a b\nquorum g\n") == Remarks{"3 same_key_name"});
  CHECK(remarks(log + "witness a " + witness_vkey(1) + url + "\nwitness witness.example/1 " + witness_vkey(2) + url +
                "\ngroup g 2 a witness.example/1\nquorum g\n") == Remarks{"3 misleading_name"});
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
