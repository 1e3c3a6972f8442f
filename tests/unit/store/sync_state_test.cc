#include "libcore/store/sync_state.h"

#include <string>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/encode.h"
#include "libcore/checkpoint/checkpoint.h"
#include "libcore/crypto/sha256.h"
#include "libcore/merkle/tree.h"
#include "tests/unit/testing.h"

using tlog::as_bytes;
using tlog::base64_encode;
using tlog::Errc;
using tlog::format_sync_state;
using tlog::Hash;
using tlog::hash_leaf;
using tlog::parse_sync_state;
using tlog::sha256;
using tlog::SyncState;
using tlog::TreeEdge;

namespace {

std::vector<Hash> hashes(size_t count) {
  std::vector<Hash> out;
  for (size_t i = 0; i < count; i++) out.push_back(hash_leaf(as_bytes("leaf " + std::to_string(i))));
  return out;
}

// The pin, whose signature nobody looks at here.
std::string note(uint64_t size, const Hash& root) {
  return tlog::format_checkpoint_text({"example.com/log", {size}, root, {}}) + "\n\u2014 example.com/log AAAAAAAA\n";
}

// 515 entries, all of them there: two hashes of level 1 and three of level 0.
SyncState whole() {
  SyncState state;
  state.edge = TreeEdge{{515}, {hashes(3), hashes(2)}};
  state.pin = note(515, state.edge.tree(0).root());
  return state;
}

SyncState half() {
  SyncState state;
  state.start = 256;
  state.edge = TreeEdge{{512}, {{}, hashes(2)}};
  state.pin = note(70000, hash_leaf(as_bytes("root")));
  return state;
}

// The text with the sum that it should have, whatever it says.
std::string summed(const std::string& text) {
  const size_t sum = text.find("sum "), end = text.find("\n\n", sum);
  REQUIRE(sum != std::string::npos);
  REQUIRE(end != std::string::npos);
  const std::string lines = text.substr(0, sum) + text.substr(end + 2);
  return text.substr(0, sum) + "sum " + base64_encode(sha256(as_bytes(lines))) + text.substr(end);
}

std::string with(const SyncState& state, const std::string& old, const std::string& now) {
  std::string text = format_sync_state(state);
  const size_t at = text.find(old);
  REQUIRE(at != std::string::npos);
  return summed(text.replace(at, old.size(), now));
}

std::string reason(const std::string& text) {
  const auto state = parse_sync_state(text);
  if (state) return "accepted";
  CHECK(state.error().code() == Errc::kMalformed);
  return state.error().message();
}

}  // namespace

TEST_CASE("the state of a mirror: what is written is read again") {
  for (SyncState state : {whole(), half()}) {
    for (const bool checking : {false, true}) {
      if (checking) state.check = 256;
      if (checking) state.missing.add({1, 2});
      const std::string text = format_sync_state(state);
      const auto again = parse_sync_state(text);
      REQUIRE(again);
      CHECK(again->start == state.start);
      CHECK(again->check == state.check);
      CHECK(again->missing.count() == (checking ? 1 : 0));
      CHECK(again->edge.size == state.edge.size);
      CHECK(again->pin == state.pin);
      CHECK(format_sync_state(*again) == text);
      CHECK(summed(text) == text);
    }
  }
}

TEST_CASE("the state of a mirror: rejects") {
  CHECK(reason("") == "not the state of a mirror");
  CHECK(reason("tlog-tools sync 2\n") == "not the state of a mirror");
  CHECK(reason("tlog-tools sync 1\nstart 0\n") == "cut off");
  CHECK(reason(with(half(), "start 256", "start 0256")) == "no number of entries");
  CHECK(reason(with(half(), "start 256", "start 255")) == "a start that cannot be one");
  CHECK(reason(with(half(), "start 256", "start 768")) == "a start that cannot be one");
  CHECK(reason(with(half(), "next 512", "next 512 checks")) == "no number of entries");
  CHECK(reason(with(half(), "next 512", "next 512\ncheck 0512")) == "no number of entries");
  CHECK(reason(with(half(), "next 512", "next 512\ncheck 512")) == "accepted");
  for (const char* check : {"0", "255", "257", "511", "768"}) {
    CHECK(reason(with(half(), "next 512", "next 512\ncheck " + std::string(check))) == "a check that cannot be one");
  }
  for (const char* missing : {"0 1", "1", "1 ", "1  2", "1 1", "2 1", "1 3", "2 3", "01 2", "1 2\nmissing 1 2",
                              "1 2\nmissing 2 3", "1 x", "18446744073709551615 1", "1 2 "}) {
    CHECK(reason(with(half(), "next 512", "next 512\nmissing " + std::string(missing))) ==
          "bundles that cannot be missing");
  }
  CHECK(reason(with(half(), "next 512", "next 512\nmissing 1 2")) == "accepted");
  CHECK(reason(with(whole(), "next 515", "next 515\nmissing 0 1\nmissing 2 3")) == "accepted");
  CHECK(reason(with(whole(), "next 515", "next 515\nmissing 0 1\nmissing 1 3")) == "bundles that cannot be missing");
  CHECK(reason(with(whole(), "next 515", "next 515\nmissing 0 1\ncheck 256")) == "no hashes of level 0");
  CHECK(reason(with(half(), "next 512", "next 768")) == "hashes of another number than the tile has");
  CHECK(reason(with(half(), "next 512", "next 513")) == "no hashes of level 0");
  CHECK(reason(with(half(), "\n70000\n", "\n511\n")) == "more entries than its checkpoint has");
  CHECK(reason(with(half(), "\n70000\n", "\n512\n")) == "hashes that do not give the root of its checkpoint");
  CHECK(reason(with(half(), "\n70000\n", "\n70000")).starts_with("its checkpoint: "));
}

TEST_CASE("the state of a mirror that has just begun to follow a larger checkpoint, from within a bundle") {
  CHECK(reason(with(whole(), "\n515\n", "\n516\n")) == "accepted");
  CHECK(reason(with(whole(), "\n515\n", "\n70000\n")) == "accepted");
}

TEST_CASE("the state of a mirror: every damaged byte is seen, and every cut") {
  const std::string text = format_sync_state(whole());
  for (size_t i = 0; i < text.size(); i++) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK_MESSAGE(!parse_sync_state(damaged), i);
    CHECK_MESSAGE(!parse_sync_state(text.substr(0, i)), i);
  }
}
