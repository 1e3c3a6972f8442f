#include "libcore/store/audit_state.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "libcore/merkle/tree.h"

using tlog::as_bytes;
using tlog::AuditState;
using tlog::base64_encode;
using tlog::empty_root;
using tlog::Errc;
using tlog::format_audit_state;
using tlog::Hash;
using tlog::hash_leaf;
using tlog::hash_node;
using tlog::kMaxTreeSize;
using tlog::parse_audit_state;
using tlog::sha256;

namespace {

AuditState example() {
  AuditState state{"example.com/log", {70000}, hash_leaf(as_bytes("root")), false, 65536 + 512, {}};
  state.subtrees = {hash_leaf(as_bytes("a")), hash_leaf(as_bytes("b"))};
  return state;
}

// The text with its sum, whatever it says.
std::string summed(const std::string& text) { return text + "sum " + base64_encode(sha256(as_bytes(text))) + "\n"; }

std::string without_sum(const AuditState& state) {
  const std::string text = format_audit_state(state);
  return text.substr(0, text.find("sum "));
}

}  // namespace

TEST_CASE("the state of an audit is read as it was written") {
  const Hash leaf = hash_leaf(as_bytes("a"));
  const std::vector<AuditState> states = {
      example(),
      {"o", {0}, empty_root(), false, 0, {}},
      {"o", {1}, leaf, false, 1, {leaf}},
      {"o", {1}, leaf, true, 0, {}},
      {"o", {3}, hash_node(leaf, leaf), true, 3, {leaf, leaf}},
      {"an origin with blanks", {kMaxTreeSize}, leaf, false, 0, {}},
  };
  for (const AuditState& state : states) {
    const std::string text = format_audit_state(state);
    const auto parsed = parse_audit_state(text);
    REQUIRE_MESSAGE(parsed.has_value(), text);
    CHECK(*parsed == state);
  }
}

TEST_CASE("any byte that is changed, left out or added makes it damaged") {
  const std::string text = format_audit_state(example());
  for (size_t at = 0; at < text.size(); at++) {
    for (const char flip : {'\x01', '\x20'}) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      CHECK_FALSE(parse_audit_state(changed));
    }
    CHECK_FALSE(parse_audit_state(text.substr(0, at)));
    CHECK_FALSE(parse_audit_state(text.substr(0, at) + text.substr(at + 1)));
    CHECK_FALSE(parse_audit_state(text.substr(0, at) + "0" + text.substr(at)));
  }
  CHECK_FALSE(parse_audit_state(text + "\n"));
}

TEST_CASE("what is not the state of an audit is refused with the reason") {
  const std::string head = "tlog-tools audit 1\norigin o\n", root = "root " + base64_encode(hash_leaf({})) + "\n";
  const std::string subtree = "subtree " + base64_encode(hash_leaf({})) + "\n";
  const AuditState state = example();
  const std::vector<std::pair<std::string, std::string>> rejects = {
      {"", "line 1: it is cut off"},
      {"tlog-tools audit 1", "line 1: it is cut off"},
      {"hello\n", "line 1: no 'tlog-tools' here"},
      {summed("tlog-tools audit 2\n"), "line 1: not the state of an audit"},
      {summed("tlog-tools audit 1\nsize 1\n"), "line 2: no 'origin' here"},
      {summed("tlog-tools audit 1\norigin\n"), "line 2: no 'origin' here"},
      {summed(head + "size 01\n"), "line 3: not a number of entries"},
      {summed(head + "size 9007199254740992\n"), "line 3: not a number of entries"},
      {summed(head + "size 1\nroot AA==\n"), "line 4: not a hash in base64"},
      {summed(head + "size 1\n" + root + "verified -1\n"), "line 5: not a number of entries"},
      {summed(head + "size 1\n" + root + "verified 0\n" + subtree), "line 6: no 'sum' here"},
      {summed(head + "size 1\n" + root + "verified 1\n"), "line 6: no 'subtree' here"},
      {without_sum(state) + "sum " + base64_encode(hash_leaf({})) + "\n",
       "line 8: not the sum of the lines above: the file is damaged"},
      {format_audit_state(state) + "x", "line 8: something comes after it"},
      {summed(head + "size 1\n" + root + "tolerated everything\n"), "line 5: no 'verified' here"},
      {summed(head + "size 1\n" + root + "tolerated extra-rows"), "line 5: no 'verified' here"},
      {format_audit_state({"", {1}, hash_leaf({}), false, 0, {}}), "line 6: not an origin"},
      {format_audit_state({"o", {0}, hash_leaf({}), false, 0, {}}), "line 6: not the root of an empty tree"},
      {format_audit_state({"o", {1}, hash_leaf({}), false, 256, {hash_leaf({})}}),
       "line 7: more verified entries than there are"},
      {format_audit_state({"o", {300}, hash_leaf({}), false, 1, {hash_leaf({})}}),
       "line 7: verified entries that end within a bundle"},
      {format_audit_state({"o", {1}, hash_leaf({}), false, 1, {empty_root()}}),
       "line 7: subtrees that do not give the root"},
  };
  for (const auto& [text, reason] : rejects) {
    const auto parsed = parse_audit_state(text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().message() == reason);
    CHECK(parsed.error().code() == Errc::kMalformed);
  }
}
