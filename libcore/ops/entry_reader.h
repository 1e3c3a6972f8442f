#pragma once
// Reads entry lines (DESIGN: "Entry lines") from several inputs and hands them out in blocks of whole entry bundles.
// It finds line ends, trailers and what is too long; what is inside a line is the business of whoever gets the block.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/os/buffer_pool.h"
#include "libcore/os/file.h"
#include "libcore/text/trailer.h"

namespace tlog {

// A run of lines of a block that come from one input. Lines of an input are its entries, so entry i is line i + 1, and
// more where trailers were dropped.
struct EntrySegment {
  size_t first_line = 0;           // in the block; the segment goes to the first line of the next one
  size_t input = 0;                // number of the input, or kPreface
  uint64_t first_entry = 0;        // in the input
  bool ends = false;               // the input has been read to its end
  std::optional<Trailer> trailer;  // with `ends`
  uint64_t dropped = 0;            // lines of the input before it that are no entries (Options::drop_trailers)
};
constexpr size_t kPreface = SIZE_MAX;

struct EntryBlock {
  struct Line {
    size_t offset;
    size_t size;
  };
  PooledBuffer bytes;  // with kJsonPadding bytes to spare behind the last line
  size_t used = 0;
  std::vector<Line> lines;  // without their line ends
  std::vector<EntrySegment> segments;
  uint64_t read_bytes = 0;     // of all inputs, about where this block ends
  std::optional<Error> error;  // what is wrong behind the last line; no block follows

  std::string_view line(size_t i) const { return {bytes.get() + lines[i].offset, lines[i].size}; }
};

class EntryReader {
 public:
  struct Options {
    std::vector<std::string> inputs;   // "-" is standard input
    std::vector<std::string> preface;  // entries that stand before all inputs; less than a bundle
    bool raw = false;                  // lines end with LF alone
    bool need_trailer = true;
    bool drop_trailers = false;  // a trailer is no entry and no end, wherever it stands and whatever it says
    std::function<bool()> stop;  // asked several times a second while an input is silent
  };
  explicit EntryReader(Options options);

  // The next block: whole bundles, except in the last one. Nothing at the end, after an error, and when stopped.
  std::optional<EntryBlock> next();

  // Looks for inputs that are not there or cannot be read, before anything is made. Opens none of them: a FIFO may have
  // no writer yet.
  static Status check_inputs(const std::vector<std::string>& inputs);
  // The sum of the sizes; nothing when an input is not a regular file.
  static std::optional<uint64_t> total_bytes(const std::vector<std::string>& inputs);
  // The name for messages: the path, or "standard input".
  static std::string input_name(const std::string& input);

 private:
  Status open_input();
  Status fill();
  bool wait_for_input();
  void reserve(size_t room);
  void scan();
  void take_line(size_t offset, size_t size);
  void forget_dropped();
  void end_input();
  void fail(const std::string& what, const std::vector<std::string>& hints);
  EntryBlock cut(size_t count);

  Options options_;
  size_t input_ = 0;    // number of the current input
  bool open_ = false;   // it is open
  bool done_ = false;   // nothing more is read: the last input has ended, or something is wrong
  bool ended_ = false;  // the last block has been handed out
  Fd own_fd_;
  int fd_ = -1;
  bool silent_ = false;             // the input can keep us waiting
  uint64_t entry_ = 0;              // number of the next entry in this input
  std::optional<Trailer> trailer_;  // seen in this input
  uint64_t dropped_ = 0;            // trailers of this input that were dropped
  uint64_t read_bytes_ = 0;
  std::shared_ptr<BufferPool> buffers_;
  EntryBlock block_;
  size_t line_start_ = 0;  // of the line that is being read, in block_.bytes
  size_t scanned_ = 0;     // no line end between line_start_ and here
};

}  // namespace tlog
