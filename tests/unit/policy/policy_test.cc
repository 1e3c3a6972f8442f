#include "libcore/policy/policy.h"

#include <string>

#include "libcore/base/encode.h"
#include "tests/unit/policy/keys.h"
#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::log_vkey;
using testing::mldsa_vkey;
using testing::reason;
using testing::vkey_of;
using testing::witness_vkey;

TEST_SUITE_BEGIN("policy");

const std::string kLog = "log " + log_vkey(1) + "\n";
const std::string kW1 = "witness w1 " + witness_vkey(1) + "\n";
const std::string kW2 = "witness w2 " + witness_vkey(2) + "\n";
const std::string kW3 = "witness w3 " + witness_vkey(3) + "\n";

Policy parse(const std::string& text) {
  auto policy = parse_policy(text, "p");
  REQUIRE_MESSAGE(policy, reason(policy));
  return *std::move(policy);
}

// What is wrong with it, "" for nothing; every refusal is a configuration error.
std::string why_not(const std::string& text) {
  const auto policy = parse_policy(text, "p");
  if (!policy) CHECK(policy.error().code() == Errc::kConfig);
  return reason(policy);
}

// All that a policy means.
std::string meaning(const Policy& policy) {
  std::string text;
  for (const PolicyLog& log : policy.logs) text += "log " + log.key.vkey + " " + log.url.value_or("-") + "\n";
  for (const PolicyWitness& witness : policy.witnesses) {
    text += "witness " + witness.name + " " + witness.key.vkey + " " + witness.url.value_or("-") + "\n";
  }
  for (const PolicyGroup& group : policy.groups) {
    text += "group " + group.name + " " + std::to_string(group.threshold);
    for (const PolicyNode& member : group.members) text += " " + policy.name_of(member);
    text += "\n";
  }
  return text + "quorum " + (policy.quorum ? policy.name_of(*policy.quorum) : "none");
}

TEST_CASE("the example of C2SP tlog-policy") {
  const std::string text = kLog + "\nwitness X1 " + witness_vkey(1) + "\nwitness X2 " + witness_vkey(2) +
                           "\nwitness X3 " + witness_vkey(3) + "\ngroup X-witnesses 2 X1 X2 X3\n\nwitness Y1 " +
                           witness_vkey(4) + "\nwitness Y2 " + witness_vkey(5) + "\nwitness Y3 " + witness_vkey(6) +
                           "\ngroup Y-witnesses any Y1 Y2 Y3\n\ngroup X-and-Y all X-witnesses Y-witnesses\n"
                           "quorum X-and-Y\n";
  const Policy policy = parse(text);
  CHECK(policy.logs.size() == 1);
  CHECK(policy.witnesses.size() == 6);
  REQUIRE(policy.groups.size() == 3);
  CHECK(policy.groups[0].threshold == 2);
  CHECK(policy.groups[1].threshold == 1);
  CHECK(policy.groups[2].threshold == 2);
  CHECK(policy.groups[2].line == 13);
  for (unsigned subset = 0; subset < 64; subset++) {
    std::vector<bool> cosigned;
    for (unsigned i = 0; i < 6; i++) cosigned.push_back((subset >> i) & 1);
    const int x = cosigned[0] + cosigned[1] + cosigned[2], y = cosigned[3] + cosigned[4] + cosigned[5];
    CHECK(quorum_holds(policy, cosigned) == (x >= 2 && y >= 1));
  }
}

TEST_CASE("policies that are accepted") {
  const std::string table[] = {
      "quorum none\n",  // "Only the quorum is mandatory."
      kLog + "quorum none\n",
      "\tlog\t " + log_vkey(1) + "  https://log.example/#frag \t\n  \n\t# a comment: \xc2\xa0\xff\n#\n" + kW1 +
          "quorum w1\n",
      kW1 + "quorum w1\n" + kLog + kW2 + "group g any w2\n",  // the quorum names only what is before it
      "log " + log_vkey(1) + " #not-a-comment\nquorum none\n",
      "witness #w " + witness_vkey(1) + "\nquorum #w\n",
      "witness all " + witness_vkey(1) + "\ngroup any all all\nquorum any\n",  // only none is reserved
      "witness K " + witness_vkey(1) + "\nwitness \xe2\x84\xaa " + witness_vkey(2) +
          "\ngroup g 2 K \xe2\x84\xaa\nquorum g\n",
      "witness \xff\xfe " + witness_vkey(1) + "\nquorum \xff\xfe\n",
      "witness a\xc2\xa0"
      "b " +
          witness_vkey(1) +
          "\nquorum a\xc2\xa0"
          "b\n",
      "witness w " + mldsa_vkey(1) + "\nquorum w\n",
      "log " + mldsa_vkey(1) + "\nlog " + vkey_of("later", 0xff, Bytes(5, 1)) + "\nquorum none\n",
      // One key as that of a log and of a witness: two ways to use it, neither a duplicate.
      "log " + log_vkey(1) + "\nwitness w " + witness_vkey(1) + "\nquorum w\n",
      "log " + vkey_of("a", 4, testing::public_key(9)) + "\nquorum none\n",
  };
  for (const std::string& text : table) {
    CAPTURE(text);
    const Policy policy = parse(text);
    const std::string again = format_policy(policy);
    CHECK(meaning(parse(again)) == meaning(policy));
    CHECK(format_policy(parse(again)) == again);
  }
}

TEST_CASE("a witness needs no URL: elsewhere it does") {
  const Policy policy =
      parse(kLog + kW1 + "witness w2 " + witness_vkey(2) + " https://w2.example/\ngroup g all w1 w2\nquorum g\n");
  CHECK_FALSE(policy.witnesses[0].url);
  CHECK(policy.witnesses[1].url == "https://w2.example/");
}

TEST_CASE("what never counts: keys of types that are not supported") {
  const Policy policy = parse("log " + mldsa_vkey(1) + "\nlog " + vkey_of("a", 4, testing::public_key(9)) + "\n" +
                              kLog + "witness q " + mldsa_vkey(2) + "\n" + kW1 + "group g any q w1\nquorum g\n");
  CHECK_FALSE(policy.logs[0].key.verifier);
  CHECK_FALSE(policy.logs[1].key.verifier);
  CHECK(policy.logs[2].key.verifier);
  CHECK(checkable_witnesses(policy) == std::vector<bool>{false, true});
}

TEST_CASE("limits") {
  std::string logs, witnesses, groups;
  for (unsigned i = 0; i < 1000; i++) {
    logs += "log " + log_vkey(i) + "\n";
    witnesses += "witness w" + std::to_string(i) + " " + witness_vkey(i) + "\n";
    groups += "group g" + std::to_string(i) + " 1 w" + std::to_string(i) + "\n";
  }
  CHECK(why_not(logs + witnesses + groups + "quorum g999\n") == "");
  CHECK(why_not(logs + "log " + log_vkey(1000) + "\n") == "p:1001: more than 1000 logs");
  CHECK(why_not(witnesses + "witness x " + witness_vkey(1000) + "\n") == "p:1001: more than 1000 witnesses");
  CHECK(why_not(witnesses + groups + "group g 1 g1\n") == "p:2001: more than 1000 groups");
  CHECK(why_not("#" + std::string(99'999, 'x') + "\nquorum none\n") == "");
  CHECK(why_not("\n#" + std::string(100'000, 'x') + "\nquorum none\n") == "p:2: longer than 100,000 bytes");
  CHECK(why_not(std::string(4'000'001, '\n')) == "p: longer than 4,000,000 bytes");
}

// Every one of these says 78, with the line (C2SP tlog-policy; peers: where others accept it).
struct Reject {
  std::string text;
  std::string why;
};
void check_rejects(const std::vector<Reject>& table) {
  for (const Reject& row : table) {
    CAPTURE(row.text);
    CHECK(why_not(row.text) == row.why);
  }
}

TEST_CASE("a truncated policy") {
  check_rejects({
      {"", "p:1: the policy ends without a quorum: it may have been cut off"},
      {"\n", "p:1: the policy ends without a quorum: it may have been cut off"},
      {"# nothing\n\n", "p:2: the policy ends without a quorum: it may have been cut off"},
      {kLog + kW1, "p:2: the policy ends without a quorum: it may have been cut off"},
      {kLog + "quorum none", "p:2: the last line has no line end: the policy may have been cut off"},
      {kLog + "quorum none\n# end", "p:3: the last line has no line end: the policy may have been cut off"},
      {kLog + "quorum none\n ", "p:3: the last line has no line end: the policy may have been cut off"},
  });
  // Cut off anywhere.
  const std::string whole = kLog + kW1 + kW2 + "group g 1 w1 w2\n# behind this line nothing is said\nquorum g\n";
  REQUIRE(why_not(whole) == "");
  for (size_t size = 0; size < whole.size(); size++) {
    if (why_not(whole.substr(0, size)).empty()) FAIL("the first " << size << " bytes");
  }
}

TEST_CASE("threshold 0: elsewhere a quorum of nobody") {
  check_rejects({
      {kW1 + "group g 0 w1\nquorum g\n", "p:2: the threshold is 0: the group would hold without a witness"},
      {kW1 + kW2 + "group g 0 w1 w2\nquorum w1\n", "p:3: the threshold is 0: the group would hold without a witness"},
  });
}

TEST_CASE("k above n, and what is no k") {
  const std::string not_one = " is not a threshold: all, any, or a number without a leading zero";
  check_rejects({
      {kW1 + "group g 2 w1\nquorum g\n", "p:2: the threshold is 2, and the group has 1 members"},
      {kW1 + kW2 + "group g 3 w1 w2\nquorum g\n", "p:3: the threshold is 3, and the group has 2 members"},
      {kW1 + "group g 18446744073709551615 w1\nquorum g\n",
       "p:2: the threshold is 18446744073709551615, and the group has 1 members"},
      {kW1 + "group g 18446744073709551617 w1\nquorum g\n", "p:2: \"18446744073709551617\"" + not_one},
      {kW1 + "group g 01 w1\nquorum g\n", "p:2: \"01\"" + not_one},
      {kW1 + "group g +1 w1\nquorum g\n", "p:2: \"+1\"" + not_one},
      {kW1 + "group g -1 w1\nquorum g\n", "p:2: \"-1\"" + not_one},
      {kW1 + "group g 1.0 w1\nquorum g\n", "p:2: \"1.0\"" + not_one},
      {kW1 + "group g 0x1 w1\nquorum g\n", "p:2: \"0x1\"" + not_one},
      {kW1 + "group g ALL w1\nquorum g\n", "p:2: \"ALL\"" + not_one},
      {kW1 + "group g w1 w1\nquorum g\n", "p:2: \"w1\"" + not_one},
  });
}

TEST_CASE("an empty group") {
  const std::string why = "p:2: the line lacks something: its form is group NAME (all | any | K) MEMBER...";
  check_rejects({
      {kW1 + "group g all\nquorum g\n", why},
      {kW1 + "group g any\nquorum g\n", why},
      {kW1 + "group g 0\nquorum g\n", why},
      {kW1 + "group g 1\nquorum g\n", why},
      {kW1 + "group g\nquorum g\n", why},
      {kW1 + "group\nquorum w1\n", why},
  });
}

TEST_CASE("a member listed twice: elsewhere it counts twice") {
  check_rejects({
      {kW1 + "group g 2 w1 w1\nquorum g\n", "p:2: \"w1\" is a member already: once in a policy"},
      {kW1 + kW2 + "group g 1 w1 w2\ngroup h 1 w2\nquorum g\n", "p:4: \"w2\" is a member already: once in a policy"},
      {kW1 + "group g 1 w1\ngroup h 1 g\ngroup i 1 g\nquorum h\n", "p:4: \"g\" is a member already: once in a policy"},
      {kW1 + "group g 1 w1\ngroup h all g w1\nquorum h\n", "p:3: \"w1\" is a member already: once in a policy"},
  });
}

TEST_CASE("two quorum lines: elsewhere the last one wins") {
  check_rejects({
      {kW1 + "quorum w1\nquorum w1\n", "p:3: a second quorum: the first is on line 2"},
      {kW1 + "quorum w1\nquorum none\n", "p:3: a second quorum: the first is on line 2"},
      {kW1 + "quorum none\n" + kW2 + "quorum w2\n", "p:4: a second quorum: the first is on line 2"},
  });
}

TEST_CASE("a name used before it is defined, or never") {
  const auto quorum = [](const std::string& name) {
    return "the quorum names \"" + name + "\", which no line before defines as a witness or a group";
  };
  const auto group = [](const std::string& name) {
    return "the group names \"" + name + "\", which no line before defines as a witness or a group";
  };
  check_rejects({
      {"quorum w1\n" + kW1, "p:1: " + quorum("w1")},
      {"group g 1 w1\n" + kW1 + "quorum g\n", "p:1: " + group("w1")},
      {kW1 + "group g 1 g\nquorum g\n", "p:2: " + group("g")},
      {kW1 + "group g 1 h\ngroup h 1 g\nquorum g\n", "p:2: " + group("h")},
      {kW1 + "quorum W1\n", "p:2: " + quorum("W1")},
      {kLog + "quorum conda.example/log\n", "p:2: " + quorum("conda.example/log")},
      {"witness K " + witness_vkey(1) + "\nquorum \xe2\x84\xaa\n", "p:2: " + quorum("\xe2\x84\xaa")},
      {kW1 + "group g 1 none\nquorum g\n", "p:2: the group has \"none\" as a member"},
  });
}

TEST_CASE("one set of names for witnesses and groups, without none") {
  check_rejects({
      {kW1 + "witness w1 " + witness_vkey(2) + "\nquorum w1\n", "p:2: \"w1\" is defined already"},
      {kW1 + "group w1 1 w1\nquorum w1\n", "p:2: \"w1\" is defined already"},
      {kW1 + kW2 + "group g 1 w1\ngroup g 1 w2\nquorum g\n", "p:4: \"g\" is defined already"},
      {"witness none " + witness_vkey(1) + "\nquorum none\n",
       "p:1: \"none\" is no name: \"quorum none\" means no witness at all"},
      {kW1 + "group none 1 w1\nquorum none\n", "p:2: \"none\" is no name: \"quorum none\" means no witness at all"},
  });
}

TEST_CASE("a duplicate key under two names: elsewhere it counts twice") {
  const auto key = testing::public_key(1);
  check_rejects({
      {kW1 + "witness w2 " + witness_vkey(1) + "\nquorum w1\n", "p:2: the same public key as the witness of line 1"},
      {kW1 + "witness w2 " + vkey_of("other.example", 4, key) + "\nquorum w1\n",
       "p:2: the same public key as the witness of line 1"},
      {kLog + kLog + "quorum none\n", "p:2: the same public key as the log of line 1"},
      {kLog + "\nlog " + vkey_of("other.example", 1, testing::public_key(1)) + "\nquorum none\n",
       "p:3: the same public key as the log of line 1"},
      {kLog + "log " + vkey_of("other.example", 4, testing::public_key(1)) + "\nquorum none\n",
       "p:2: the same public key as the log of line 1"},
      {"witness a " + mldsa_vkey(1) + "\nwitness b " + vkey_of("x", 6, Bytes(1312, 1)) + "\nquorum a\n",
       "p:2: the same public key as the witness of line 1"},
  });
}

TEST_CASE("NBSP as a blank: elsewhere it divides") {
  const std::string nbsp = "\xc2\xa0";
  const std::string not_a_line = " begins no line of a policy: log, witness, group or quorum do";
  check_rejects({
      {kW1 + "quorum" + nbsp + "w1\n", "p:2: \"quorum" + nbsp + "w1\"" + not_a_line},
      {nbsp + kW1 + "quorum w1\n", "p:1: \"" + nbsp + "witness\"" + not_a_line},
      {kW1 + nbsp + "\nquorum w1\n", "p:2: \"" + nbsp + "\"" + not_a_line},
      {nbsp + "# comment\nquorum none\n", "p:1: \"" + nbsp + "#\"" + not_a_line},
      {"log " + log_vkey(1) + nbsp + "https://log.example\nquorum none\n", "p:1: the key is not base64"},
      {kW1 + kW2 + "group g all w1" + nbsp + "w2\nquorum g\n",
       "p:3: the group names \"w1" + nbsp + "w2\", which no line before defines as a witness or a group"},
      {"witness w1" + nbsp + witness_vkey(1) + "\nquorum w1\n",
       "p:1: the line lacks something: its form is witness NAME VKEY [URL]"},
  });
  const auto hinted = parse_policy(kW1 + "quorum" + nbsp + "w1\n", "p");
  REQUIRE(hinted.error().hints().size() == 1);
  CHECK(hinted.error().hints()[0] == "only spaces and tabs are blanks; the line has others");
}

TEST_CASE("comments behind text, and other things too many: elsewhere any # begins a comment") {
  check_rejects({
      {kW1 + "quorum w1 # all\n", "p:2: \"#\" is too much: the form of the line is quorum NAME"},
      {"log " + log_vkey(1) + " u v\nquorum none\n", "p:1: \"v\" is too much: the form of the line is log VKEY [URL]"},
      {"witness w " + witness_vkey(1) + " u #v\nquorum none\n",
       "p:1: \"#v\" is too much: the form of the line is witness NAME VKEY [URL]"},
      {kW1 + "group g any w1 # w1\nquorum w1\n",
       "p:2: the group names \"#\", which no line before defines as a witness or a group"},
      {"quorum\n", "p:1: the line lacks something: its form is quorum NAME"},
      {"log\n", "p:1: the line lacks something: its form is log VKEY [URL]"},
  });
}

TEST_CASE("octets and words that no policy has") {
  const std::string not_a_line = " begins no line of a policy: log, witness, group or quorum do";
  check_rejects({
      {kLog + "quorum none\r\n", "p:2: control character 0x0d"},
      {"quorum none\n\x0c\n", "p:2: control character 0x0c"},
      {"quorum\x0bnone\n", "p:1: control character 0x0b"},
      {"# \x7f\nquorum none\n", "p:1: control character 0x7f"},
      {"quorum none\n\0\n"s, "p:2: control character 0x00"},
      {"\xef\xbb\xbfquorum none\n", "p:1: \"\\u{feff}quorum\"" + not_a_line},
      {"Quorum none\n", "p:1: \"Quorum\"" + not_a_line},
      {"origin a\nquorum none\n", "p:1: \"origin\"" + not_a_line},
      {"<html>\n", "p:1: \"<html>\"" + not_a_line},
  });
}

TEST_CASE("keys that no policy has") {
  const std::string changed = testing::replaced(witness_vkey(1), "+", "+0");
  check_rejects({
      {"log hello\nquorum none\n", "p:1: not a key of the form NAME+ID+BASE64"},
      {"log w1 " + witness_vkey(1) + "\nquorum none\n", "p:1: not a key of the form NAME+ID+BASE64"},
      {"witness " + witness_vkey(1) + "\nquorum none\n",
       "p:1: the line lacks something: its form is witness NAME VKEY [URL]"},
      {"witness w " + changed + "\nquorum w\n", "p:1: the key id is not 8 hex digits in lower case"},
      {"witness w " + log_vkey(1) + "\nquorum w\n", "p:1: a log's key (type 0x01) makes no cosignatures"},
      {"witness w " + vkey_of("a", 2, Bytes(91, 1)) + "\nquorum w\n", "p:1: a key of type 0x02 makes no cosignatures"},
      {"witness w " + vkey_of("a", 5, Bytes(91, 1)) + "\nquorum w\n", "p:1: a key of type 0x05 makes no cosignatures"},
      {"witness w " + vkey_of("a", 4, Bytes(31, 1)) + "\nquorum w\n", "p:1: the key has 31 bytes, not 32"},
      {"witness w " + vkey_of("a", 4, Bytes(32, 0)) + "\nquorum w\n", "p:1: a weak key: anybody could sign for it"},
      {"witness w " + vkey_of("a", 6, Bytes(1311, 1)) + "\nquorum w\n", "p:1: the key has 1311 bytes, not 1312"},
      {"log " + testing::replaced(log_vkey(1), "log.example", "log.examplf") + "\nquorum none\n",
       "p:1: the key id is " + testing::id_of(testing::replaced(log_vkey(1), "log.example", "log.examplf")) + ", not " +
           testing::id_text(log_vkey(1)) + ": a part of the key was changed"},
  });
  const std::string mldsa = mldsa_vkey(1);
  CHECK(why_not("witness w " + testing::replaced(mldsa, "mldsa", "mldsb") + "\nquorum w\n").find("the key id is ") ==
        5);
  // The tests of another implementation list cosigners with the id 00000000.
  CHECK(why_not("witness w " + testing::replaced(witness_vkey(1), testing::id_text(witness_vkey(1)), "00000000") +
                "\nquorum w\n")
            .ends_with("not 00000000: a part of the key was changed"));
  const auto hinted = parse_policy("witness w " + log_vkey(1) + "\nquorum w\n", "p");
  REQUIRE(hinted.error().hints().size() == 1);
  CHECK(hinted.error().hints()[0] ==
        "if its owner cosigns with it, the key to list is " + vkey_of("log.example/1", 4, testing::public_key(1)));
}

// Every threshold over every shape of groups of up to five witnesses: against counting by hand.
TEST_CASE("quorums over all subsets of witnesses") {
  std::string witnesses;
  for (unsigned i = 0; i < 5; i++) witnesses += "witness w" + std::to_string(i) + " " + witness_vkey(i) + "\n";
  // The first `split` witnesses are a group of their own, inside of the outer one.
  for (unsigned split = 0; split <= 5; split++) {
    for (unsigned inner = 1; inner <= std::max(split, 1u); inner++) {
      const unsigned outer_members = 5 - split + (split > 0);
      for (unsigned outer = 1; outer <= outer_members; outer++) {
        std::string text = witnesses;
        if (split > 0) text += "group inner " + std::to_string(inner);
        for (unsigned i = 0; i < split; i++) text += " w" + std::to_string(i);
        text += "\ngroup outer " + std::to_string(outer) + (split > 0 ? " inner" : "");
        for (unsigned i = split; i < 5; i++) text += " w" + std::to_string(i);
        const Policy policy = parse(text + "\nquorum outer\n");
        for (unsigned subset = 0; subset < 32; subset++) {
          std::vector<bool> cosigned;
          unsigned in = 0, out = 0;
          for (unsigned i = 0; i < 5; i++) {
            cosigned.push_back((subset >> i) & 1);
            (i < split ? in : out) += cosigned[i];
          }
          const bool expected = out + (split > 0 && in >= inner) >= outer;
          if (quorum_holds(policy, cosigned) != expected) FAIL(text << subset);
        }
      }
    }
  }
  for (unsigned chosen = 0; chosen < 5; chosen++) {
    const Policy policy = parse(witnesses + "quorum w" + std::to_string(chosen) + "\n");
    for (unsigned subset = 0; subset < 32; subset++) {
      std::vector<bool> cosigned;
      for (unsigned i = 0; i < 5; i++) cosigned.push_back((subset >> i) & 1);
      CHECK(quorum_holds(policy, cosigned) == cosigned[chosen]);
    }
  }
  CHECK(quorum_holds(parse("quorum none\n"), {}));
  CHECK(quorum_holds(parse(witnesses + "quorum none\n"), std::vector<bool>(5)));
}

// A chain as deep as a policy can be: no recursion that could end the program.
TEST_CASE("groups in groups") {
  std::string text = kW1 + "group g0 1 w1\n";
  for (unsigned i = 1; i < 1000; i++) text += "group g" + std::to_string(i) + " all g" + std::to_string(i - 1) + "\n";
  const Policy policy = parse(text + "quorum g999\n");
  CHECK(quorum_holds(policy, {true}));
  CHECK_FALSE(quorum_holds(policy, {false}));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
