#include "libcore/ops/entry_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "libcore/tiles/bundle.h"
#include "libcore/tiles/tile.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::TempDir;

TEST_SUITE_BEGIN("ops");

const auto kNever = [] { return false; };
// Any root will do: the reader hands the trailer out, it does not check it.
const std::string kTrailer = format_trailer({.entries = 3, .root_hash = {}});

// One entry of a run: where the segments say that it comes from.
struct Entry {
  std::string text;
  size_t input;
  uint64_t number;
  bool operator==(const Entry&) const = default;
};

struct Run {
  std::vector<Entry> entries;
  std::vector<size_t> ended;     // inputs, in the order in which they were said to end
  std::vector<size_t> trailers;  // inputs whose end came with a trailer
  std::string error;
  size_t blocks = 0;
};

Run run(EntryReader::Options options) {
  if (!options.stop) options.stop = kNever;
  EntryReader reader(std::move(options));
  Run out;
  bool last = false;
  while (auto block = reader.next()) {
    if (last) FAIL("a block after one that is not whole");
    out.blocks++;
    last = block->lines.size() % kTileWidth != 0 || block->error;
    size_t line = 0;
    for (size_t i = 0; i < block->segments.size(); i++) {
      const EntrySegment& segment = block->segments[i];
      const size_t end = i + 1 < block->segments.size() ? block->segments[i + 1].first_line : block->lines.size();
      if (segment.first_line != line) FAIL("segment " << i << " begins at " << segment.first_line << ", not " << line);
      for (; line < end; line++) {
        out.entries.push_back(
            {std::string(block->line(line)), segment.input, segment.first_entry + line - segment.first_line});
      }
      if (segment.ends) out.ended.push_back(segment.input);
      if (segment.trailer) out.trailers.push_back(segment.input);
      if (segment.trailer && !segment.ends) FAIL("a trailer before the end");
    }
    if (line != block->lines.size()) FAIL("lines without a segment");
    if (block->error) out.error = block->error->message();
  }
  if (reader.next()) FAIL("a block after the end");
  return out;
}

std::vector<std::string> texts(const Run& run) {
  std::vector<std::string> out;
  for (const Entry& entry : run.entries) out.push_back(entry.text);
  return out;
}

// A pipe in which each write is one read, however fast the reader is.
class PacketPipe {
 public:
  PacketPipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC | O_DIRECT) == 0);
    read_end_ = Fd(ends[0]);
    write_end_ = Fd(ends[1]);
    REQUIRE(::fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) >= 1 << 20);
  }
  void put(std::string_view bytes) {
    if (!bytes.empty()) REQUIRE(write_all(write_end_.get(), bytes, "pipe"));
  }
  void end() { REQUIRE(write_end_.close("pipe")); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(read_end_.get()); }

 private:
  Fd read_end_, write_end_;
};

Run run_cut(std::string_view text, const std::vector<size_t>& cuts, bool raw, bool need_trailer) {
  PacketPipe pipe;
  size_t at = 0;
  for (size_t cut : cuts) {
    pipe.put(text.substr(at, cut - at));
    at = cut;
  }
  pipe.put(text.substr(at));
  pipe.end();
  return run({.inputs = {pipe.path()}, .preface = {}, .raw = raw, .need_trailer = need_trailer, .stop = kNever});
}

TEST_CASE("small inputs, cut into reads in every way: at every two places, and at all of them") {
  const struct {
    std::string text;
    bool raw = false, need_trailer = false;
    std::vector<std::string> lines;
    const char* error = "";  // behind "path:"
  } table[] = {
      {"", false, false, {}},
      {"", false, true, {}, "1: the input ends without a trailer"},
      {"a\nb\n", false, false, {"a", "b"}},
      {"a\nb", false, false, {"a", "b"}},
      {"a\r\nb\r\n", false, false, {"a", "b"}},
      {"a\r\nb\r", false, false, {"a", "b"}},
      {"a\r\nb\r\n", true, false, {"a\r", "b\r"}},
      {"a\r\r\nb\rc\n", false, false, {"a\r", "b\rc"}},
      {"\n\r\n\n", false, false, {"", "", ""}},
      {"\n\r\n\n", true, false, {"", "\r", ""}},
      {"a\nb\n", false, true, {"a", "b"}, "3: the input ends without a trailer"},
      {"a\n" + kTrailer + "\n", false, true, {"a"}},
      {"a\n" + kTrailer, false, true, {"a"}},
      {"a\n" + kTrailer + "\r\n", false, true, {"a"}},
      {"a\n" + kTrailer + "\r", false, true, {"a"}},
      {"a\n" + kTrailer + "\n", false, false, {"a"}},
      {kTrailer + "\n", false, true, {}},
      {kTrailer + "\n", true, true, {}},
      {kTrailer + "\r\n", true, true, {}, "1: an object with the key \"tlog-tools\" that is not a trailer"},
      {"a\n" + kTrailer + "\n\n", false, true, {"a"}, "3: text after the trailer"},
      {"a\n" + kTrailer + "\nb", false, true, {"a"}, "3: text after the trailer"},
      {"a\n" + kTrailer + "\n" + kTrailer + "\n", false, false, {"a"}, "3: text after the trailer"},
      {"a\n" + kTrailer.substr(0, 20),
       false,
       false,
       {"a"},
       "2: an object with the key \"tlog-tools\" that is not a trailer"},
      {"a\n" + kTrailer.substr(0, 10),
       false,
       true,
       {"a", kTrailer.substr(0, 10)},
       "3: the input ends without a trailer"},
      {"a\n " + kTrailer + "\n", false, true, {"a", " " + kTrailer}, "3: the input ends without a trailer"},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const auto check = [&](const Run& result) {
      if (texts(result) != row.lines) FAIL("lines");
      const std::string error = row.error;
      if (error.empty() ? !result.error.empty() : !result.error.ends_with(":" + error)) FAIL(result.error);
      if (result.ended.size() != (error.empty() ? 1u : 0u)) FAIL("end");
      if (error.empty() && result.trailers.size() != (row.text.find("tlog-tools") == std::string::npos ? 0u : 1u)) {
        FAIL("trailer");
      }
      for (size_t i = 0; i < result.entries.size(); i++) {
        if (result.entries[i].input != 0 || result.entries[i].number != i) FAIL("number of entry " << i);
      }
    };
    std::vector<size_t> everywhere;
    for (size_t i = 0; i <= row.text.size(); i++) everywhere.push_back(i);
    check(run_cut(row.text, everywhere, row.raw, row.need_trailer));
    const size_t step = row.text.size() > 40 ? 7 : 1;  // a trailer has no inner life
    for (size_t first = 0; first <= row.text.size(); first++) {
      for (size_t second = first; second <= row.text.size(); second += step) {
        check(run_cut(row.text, {first, second}, row.raw, row.need_trailer));
      }
    }
    const TempDir dir;
    put_file(dir / "file", row.text);
    check(run(
        {.inputs = {dir / "file"}, .preface = {}, .raw = row.raw, .need_trailer = row.need_trailer, .stop = kNever}));
  }
}

TEST_CASE("the longest line, and one byte more") {
  const TempDir dir;
  const std::string longest(kMaxEntryBytes, 'x');
  const std::string too_long = dir / "file";
  const struct {
    std::string text;
    bool raw;
    bool good;
  } table[] = {
      {"a\n" + longest + "\n", false, true},
      {"a\n" + longest + "\r\n", false, true},
      {"a\n" + longest, false, true},
      {"a\n" + longest + "\r", false, true},
      {"a\n" + longest + "\n", true, true},
      {"a\n" + longest + "\r\n", true, false},
      {"a\n" + longest + "x\n", false, false},
      {"a\n" + longest + "x", false, false},
      {"a\n" + longest + "\r\r\n", false, false},
      {"a\n" + longest + "x\r\n", false, false},
      {"a\n" + longest + longest + longest + longest + longest + longest + "\nb\n", false, false},
      {"a\n" + std::string(5'000'000, 'x'), false, false},  // no line end in sight: it does not read on for ever
  };
  for (const auto& row : table) {
    put_file(dir / "file", row.text);
    const Run result =
        run({.inputs = {dir / "file"}, .preface = {}, .raw = row.raw, .need_trailer = false, .stop = kNever});
    if (row.good) {
      CHECK(result.error == "");
      REQUIRE(result.entries.size() == 2);
      CHECK(result.entries[1].text == longest);
    } else {
      CHECK(result.error == too_long + ":2: the line is longer than 65535 bytes");
      CHECK(result.entries.size() == 1);
    }
  }
}

// Inputs of many sizes one after the other, long enough for several blocks: each line is handed out once, in order,
// with the number that it has in its input, and blocks end at bundles.
TEST_CASE("blocks and segments of several inputs") {
  const TempDir dir;
  uint32_t random = 7;
  const auto next = [&](uint32_t below) { return ((random = random * 1664525 + 1013904223) >> 8) % below; };
  const std::vector<std::vector<size_t>> plans = {{0},
                                                  {1},
                                                  {255},
                                                  {256},
                                                  {257},
                                                  {0, 0, 0},
                                                  {256, 256},
                                                  {255, 1},
                                                  {2048},
                                                  {2049},
                                                  {1, 2047, 0, 1},
                                                  {3000, 0, 5000},
                                                  {511, 512, 513, 0, 1025},
                                                  {100, 100, 100, 100, 100, 100, 100, 100, 100, 100},
                                                  {6000}};
  size_t most_blocks = 0;
  for (const auto& plan : plans) {
    for (const bool with_preface : {false, true}) {
      for (const uint32_t length : {uint32_t{40}, uint32_t{900}}) {
        std::vector<Entry> expected;
        std::vector<std::string> inputs;
        std::vector<size_t> ends;
        if (with_preface) {
          expected.push_back({"the preface", kPreface, 0});
          ends.push_back(kPreface);
        }
        for (size_t input = 0; input < plan.size(); input++) {
          std::string text;
          for (size_t i = 0; i < plan[input]; i++) {
            std::string line = std::to_string(input) + ":" + std::to_string(i) + ":";
            line.resize(std::max<size_t>(line.size(), next(length) + length / 2), static_cast<char>('a' + i % 26));
            text += line + (i % 3 == 0 ? "\r\n" : "\n");
            expected.push_back({line, input, i});
          }
          inputs.push_back(dir / std::to_string(input));
          put_file(inputs.back(), text + kTrailer + (input % 2 == 0 ? "\n" : ""));
          ends.push_back(input);
        }
        const Run result =
            run({.inputs = inputs,
                 .preface = with_preface ? std::vector<std::string>{"the preface"} : std::vector<std::string>(),
                 .raw = false,
                 .need_trailer = true,
                 .stop = kNever});
        CAPTURE(plan.size());
        CAPTURE(length);
        CHECK(result.error == "");
        REQUIRE(result.entries.size() == expected.size());
        for (size_t i = 0; i < expected.size(); i++) {
          if (result.entries[i] != expected[i]) FAIL("entry " << i);
        }
        CHECK(result.ended == ends);
        if (with_preface) ends.erase(ends.begin());
        CHECK(result.trailers == ends);
        most_blocks = std::max(most_blocks, result.blocks);
      }
    }
  }
  CHECK(most_blocks >= 8);
}

TEST_CASE("what is read before an error is handed out, and the error names input and line") {
  const TempDir dir;
  std::string good;
  for (int i = 0; i < 3000; i++) good += std::string(500, 'x') + "\n";
  put_file(dir / "good", good + kTrailer + "\n");
  put_file(dir / "bad", good + kTrailer + "\nmore\n");
  const EntryReader::Options options{.inputs = {dir / "good", dir / "bad", dir / "good"},
                                     .preface = {},
                                     .raw = false,
                                     .need_trailer = true,
                                     .stop = kNever};
  const Run result = run(options);
  CHECK(result.entries.size() == 6000);
  CHECK(result.error == (dir / "bad") + ":3002: text after the trailer");
  CHECK(result.ended == std::vector<size_t>{0});

  EntryReader::Options missing = options;
  missing.inputs[1] = dir / "none";
  const Run half = run(missing);
  CHECK(half.entries.size() == 3000);
  CHECK(half.error == (dir / "none") + ": No such file or directory");
  missing.inputs[1] = dir / ".";
  CHECK(run(missing).error == (dir / ".") + ": Is a directory");
}

TEST_CASE("inputs are looked at before the work") {
  const TempDir dir;
  put_file(dir / "a", "12345");
  REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
  CHECK(EntryReader::check_inputs({}));
  CHECK(EntryReader::check_inputs({dir / "a", "-", dir / "fifo"}));
  CHECK(EntryReader::check_inputs({dir / "a", dir / "none"}).error().code() == Errc::kNotFound);
  CHECK(EntryReader::check_inputs({dir / "."}).error().code() == Errc::kIo);
  CHECK(EntryReader::total_bytes({}) == 0);
  CHECK(EntryReader::total_bytes({dir / "a", dir / "a"}) == 10);
  CHECK_FALSE(EntryReader::total_bytes({dir / "a", dir / "fifo"}));
  CHECK_FALSE(EntryReader::total_bytes({dir / "none"}));
  CHECK(EntryReader::input_name("-") == "standard input");
  CHECK(EntryReader::input_name("a\n") == "a\\x0a");
}

TEST_CASE("a FIFO whose writer comes later, writes slowly, and dies") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
  std::jthread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    const Fd out(::open((dir / "fifo").c_str(), O_WRONLY | O_CLOEXEC));
    for (const std::string part : {"a\nb", "c\n", "d"}) {
      (void)write_all(out.get(), part, "fifo").ok();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  const Run result = run({.inputs = {dir / "fifo"}, .preface = {}, .raw = false, .need_trailer = true, .stop = kNever});
  CHECK(texts(result) == std::vector<std::string>{"a", "bc", "d"});
  CHECK(result.error == (dir / "fifo") + ":4: the input ends without a trailer");
}

TEST_CASE("it stops when it is told to, also while an input is silent") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
  int asked = 0;
  EntryReader reader({.inputs = {dir / "fifo"}, .preface = {}, .raw = false, .need_trailer = true, .stop = [&] {
                        return ++asked >= 4;
                      }});
  CHECK_FALSE(reader.next());
}

TEST_CASE("trailers that are dropped are no entries and no end; lines are counted with them") {
  TempDir dir;
  const std::string path = dir / "in";
  const std::string text = "{}\n" + kTrailer + "\n" + kTrailer + "\r\n1\n" + kTrailer + "\n2";
  put_file(path, text);
  const Run got =
      run({.inputs = {path, path}, .preface = {}, .need_trailer = false, .drop_trailers = true, .stop = kNever});
  CHECK(got.error == "");
  CHECK(got.trailers.empty());
  CHECK(got.ended == std::vector<size_t>{0, 1});
  CHECK(got.entries ==
        std::vector<Entry>{{"{}", 0, 0}, {"1", 0, 1}, {"2", 0, 2}, {"{}", 1, 0}, {"1", 1, 1}, {"2", 1, 2}});
  put_file(path, text + "\n{\"tlog-tools\":1}\n");
  CHECK(run({.inputs = {path}, .preface = {}, .need_trailer = false, .drop_trailers = true, .stop = kNever}).error ==
        path + ":7: an object with the key \"tlog-tools\" that is not a trailer");
  // Many blocks, and a trailer at every place of a bundle.
  std::string many;
  for (size_t i = 0; i < 20000; i++) {
    many += "{\"a\":\"" + std::string(i % 97, 'x') + "\"}\n";
    if (i % 67 == 0) many += kTrailer + "\n";
  }
  put_file(path, many);
  const Run all = run({.inputs = {path}, .preface = {}, .need_trailer = false, .drop_trailers = true, .stop = kNever});
  REQUIRE(all.entries.size() == 20000);
  for (size_t i = 0; i < 20000; i++) CHECK(all.entries[i].number == i);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
