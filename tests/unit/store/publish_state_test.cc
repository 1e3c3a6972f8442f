#include "libcore/store/publish_state.h"

#include "libcore/checkpoint/checkpoint.h"
#include "libcore/os/file.h"
#include "tests/unit/policy/keys.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("store");

using testing::numbered_log;
using testing::witness_vkey;

std::string note() { return sign_checkpoint({"log.example/1", {7}, Hash{}, {}}, numbered_log(1)); }

TEST_CASE("what a publisher remembers is read again, and nothing where there is none") {
  const testing::TempDir dir;
  const LogDir log{dir / "log"};
  REQUIRE(make_directories(log.state()));
  CHECK_FALSE(*read_publish_state(log));
  CHECK_FALSE(*is_published_at_quorum(log));
  const PublishState states[] = {
      {{}, {}, ""},
      {{}, {}, note()},
      {{{witness_vkey(1), {0}}}, {}, ""},
      {{}, {{witness_vkey(1), {{7}}}}, ""},
      {{}, {{witness_vkey(1), {{7}, true}}, {witness_vkey(2), {{9}}}}, note()},
      {{{witness_vkey(2), {7}}, {witness_vkey(1), {5}}}, {{witness_vkey(2), {{7}}}}, note()}};
  for (const PublishState& state : states) {
    REQUIRE(write_publish_state(log, state));
    CHECK(*is_published_at_quorum(log));
    const auto read = *read_publish_state(log);
    REQUIRE(read);
    CHECK(read->sizes == state.sizes);
    CHECK(read->alarms == state.alarms);
    CHECK(read->note == state.note);
  }
}

TEST_CASE("what is nothing that a publisher remembers") {
  const std::string first = "tlog-tools publish 1\n";
  const std::string w1 = witness_vkey(1), w2 = witness_vkey(2);
  const struct {
    const char* what;
    std::string text;
    const char* why;
  } rows[] = {
      {"empty", "", "line 1: it is cut off"},
      {"another version", "tlog-tools publish 2\n\n", "line 1: not what a publisher remembers"},
      {"CRLF", "tlog-tools publish 1\r\n\r\n", "line 1: not what a publisher remembers"},
      {"no empty line", first, "line 2: it is cut off"},
      {"a size without a key", first + "size 5\n\n", "line 2: no key behind the size"},
      {"no number", first + "size x " + w1 + "\n\n", "line 2: not a tree size"},
      {"a leading zero", first + "size 05 " + w1 + "\n\n", "line 2: not a tree size"},
      {"too large", first + "size 9007199254740992 " + w1 + "\n\n", "line 2: not a tree size"},
      {"not a key", first + "size 5 witness\n\n", "line 2: not the key of a witness"},
      {"a blank behind the key", first + "size 5 " + w1 + " \n\n", "line 2: not the key of a witness"},
      {"the same key twice", first + "size 5 " + w1 + "\nsize 5 " + w1 + "\n\n", "line 3: keys out of order"},
      {"keys out of order", first + "size 5 " + w2 + "\nsize 5 " + w1 + "\n\n", "line 3: keys out of order"},
      {"a size behind an alarm", first + "alarm 5 " + w1 + "\nsize 5 " + w2 + "\n\n",
       "line 3: no size, no alarm, and not the empty line before the checkpoint"},
      {"two alarms of one witness", first + "alarm 5 " + w1 + "\nlarger 5 " + w1 + "\n\n", "line 3: keys out of order"},
      {"an alarm without a key", first + "alarm 5\n\n", "line 2: no key behind the size"},
      {"another word", first + "sum 5\n\n", "line 2: no size, no alarm, and not the empty line before the checkpoint"},
      {"no note", first + "\nnote\n", "what is behind the sizes is no signed note"},
      {"a note that is cut off", first + "\n" + note().substr(0, 60), "what is behind the sizes is no signed note"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto state = parse_publish_state(row.text);
    REQUIRE_FALSE(state);
    CHECK(state.error().code() == Errc::kMalformed);
    CHECK(testing::reason(state) == row.why);
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
