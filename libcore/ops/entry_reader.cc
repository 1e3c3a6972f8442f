#include "libcore/ops/entry_reader.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/base/text.h"
#include "libcore/text/json_read.h"
#include "libcore/tiles/bundle.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

constexpr size_t kReadStep = 256 * 1024;
constexpr size_t kBlockBytes = 512 * 1024;  // a block is handed out when it holds a bundle and this much
constexpr size_t kMaxSegments = 4096;       // that one block keeps of dropped trailers
constexpr size_t kUsualBuffer = kBlockBytes + 2 * kReadStep;
constexpr size_t kPipeBytes = 1024 * 1024;  // the most that Linux gives to everybody
constexpr int kPollMs = 100;
constexpr std::string_view kTrailerStart = "{\"tlog-tools\":";

}  // namespace

EntryReader::EntryReader(Options options)
    : options_(std::move(options)), buffers_(std::make_shared<BufferPool>(kUsualBuffer)) {
  ASSERT(options_.preface.size() < kTileWidth);
  if (options_.preface.empty()) return;
  for (const std::string& entry : options_.preface) {
    reserve(entry.size());
    std::memcpy(block_.bytes.get() + block_.used, entry.data(), entry.size());
    block_.lines.push_back({block_.used, entry.size()});
    block_.used += entry.size();
  }
  line_start_ = scanned_ = block_.used;
  block_.segments.push_back({0, kPreface, 0, true, std::nullopt});
}

std::string EntryReader::input_name(const std::string& input) {
  return input == "-" ? "standard input" : printable(input, 4096);
}

Status EntryReader::check_inputs(const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    if (input == "-") continue;
    if (::access(input.c_str(), R_OK) != 0) return errno_error(input, errno);
    TRY(const FileKind kind, kind_of(input));
    if (kind == FileKind::kDirectory) return errno_error(input, EISDIR);
  }
  return {};
}

std::optional<uint64_t> EntryReader::total_bytes(const std::vector<std::string>& inputs) {
  uint64_t total = 0;
  for (const std::string& input : inputs) {
    struct stat info {};
    const int failed = input == "-" ? ::fstat(STDIN_FILENO, &info) : ::stat(input.c_str(), &info);
    if (failed != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    total += static_cast<uint64_t>(info.st_size);
  }
  return total;
}

std::optional<EntryBlock> EntryReader::next() {
  while (!done_ && (block_.lines.size() < kTileWidth || block_.used < kBlockBytes)) {
    if (!open_ && input_ == options_.inputs.size()) {
      done_ = true;
      break;
    }
    if (auto status = open_ ? fill() : open_input(); !status) {
      block_.error = std::move(status).error();
      done_ = true;
    }
    if (block_.segments.size() > kMaxSegments) forget_dropped();
    if (options_.stop()) return std::nullopt;
  }
  if (ended_) return std::nullopt;
  ended_ = done_;
  return cut(done_ ? block_.lines.size() : block_.lines.size() / kTileWidth * kTileWidth);
}

Status EntryReader::open_input() {
  const std::string& input = options_.inputs[input_];
  if (input == "-") {
    fd_ = STDIN_FILENO;
  } else {
    // Without O_NONBLOCK the call would wait for the writer of a FIFO, and could not be told to stop.
    own_fd_ = Fd(::open(input.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!own_fd_) return errno_error(input, errno);
    fd_ = own_fd_.get();
  }
  struct stat info {};
  if (::fstat(fd_, &info) != 0) return errno_error(input, errno);
  if (S_ISDIR(info.st_mode)) return errno_error(input, EISDIR);
  silent_ = !S_ISREG(info.st_mode);
  // Whoever writes goes on while we work on a block. Where the system gives less, so it does with less.
  if (S_ISFIFO(info.st_mode)) ::fcntl(fd_, F_SETPIPE_SZ, static_cast<int>(kPipeBytes));
  open_ = true;
  entry_ = dropped_ = 0;
  trailer_.reset();
  line_start_ = scanned_ = block_.used;
  block_.segments.push_back({block_.lines.size(), input_, 0, false, std::nullopt});
  return {};
}

// False when it was told to stop.
bool EntryReader::wait_for_input() {
  struct pollfd wanted {
    fd_, POLLIN, 0
  };
  while (::poll(&wanted, 1, kPollMs) <= 0) {
    if (options_.stop()) return false;
  }
  return true;
}

void EntryReader::reserve(size_t room) {
  const size_t needed = block_.used + room + kJsonPadding;
  if (block_.bytes.size() >= needed) return;
  PooledBuffer bytes(buffers_, std::max({needed, 2 * block_.bytes.size(), kUsualBuffer}));
  if (block_.used > 0) std::memcpy(bytes.get(), block_.bytes.get(), block_.used);
  block_.bytes = std::move(bytes);
}

Status EntryReader::fill() {
  if (silent_ && !wait_for_input()) return {};
  reserve(kReadStep);
  const std::string name = input_name(options_.inputs[input_]);
  auto n = read_some(fd_, {block_.bytes.get() + block_.used, kReadStep}, name);
  if (!n) return std::move(n).error();
  block_.used += *n;
  read_bytes_ += *n;
  scan();
  if (*n == 0 && !done_) end_input();
  return {};
}

void EntryReader::scan() {
  const char* bytes = block_.bytes.get();
  while (!done_) {
    const void* end = std::memchr(bytes + scanned_, '\n', block_.used - scanned_);
    if (end == nullptr) break;
    const size_t at = static_cast<size_t>(static_cast<const char*>(end) - bytes);
    take_line(line_start_, at - line_start_);
    line_start_ = scanned_ = at + 1;
  }
  if (done_) return;
  scanned_ = block_.used;
  // The longest line may still be followed by CR and LF.
  if (block_.used - line_start_ > kMaxEntryBytes + 1) take_line(line_start_, block_.used - line_start_);
}

void EntryReader::take_line(size_t offset, size_t size) {
  const char* start = block_.bytes.get() + offset;
  if (!options_.raw && size > 0 && start[size - 1] == '\r') size--;
  const std::string_view line(start, size);
  if (trailer_) {
    return fail("text after the trailer", {"of streams that were put together each has its own: name each as an input, "
                                           "or let repodata-entries --reseal write one trailer for all"});
  }
  if (size > kMaxEntryBytes) return fail(fmt::format("the line is longer than {} bytes", kMaxEntryBytes), {});
  if (line.starts_with(kTrailerStart)) {
    trailer_ = parse_trailer(line);
    if (trailer_ && options_.drop_trailers) {
      trailer_.reset();
      block_.segments.push_back({block_.lines.size(), input_, entry_, false, std::nullopt, ++dropped_});
      return;
    }
    if (!trailer_) fail("an object with the key \"tlog-tools\" that is not a trailer", {});
    return;
  }
  block_.lines.push_back({offset, size});
  entry_++;
}

// Trailers that were dropped leave their bytes and a segment each: what is between two lines is one segment again.
void EntryReader::forget_dropped() {
  char* bytes = block_.bytes.get();
  size_t kept = 0;
  const auto keep = [&](size_t offset, size_t size) {
    std::memmove(bytes + kept, bytes + offset, size);
    kept += size;
    return kept - size;
  };
  for (EntryBlock::Line& line : block_.lines) line.offset = keep(line.offset, line.size);
  const size_t scanned = scanned_ - line_start_;
  line_start_ = keep(line_start_, block_.used - line_start_);
  scanned_ = line_start_ + scanned;
  block_.used = kept;
  std::vector<EntrySegment>& segments = block_.segments;
  size_t count = 0;
  for (const EntrySegment& segment : segments) {
    const bool same_place =
        count > 0 && segments[count - 1].first_line == segment.first_line && segments[count - 1].input == segment.input;
    if (!same_place) count++;
    segments[count - 1] = segment;
  }
  segments.resize(count);
}

void EntryReader::end_input() {
  if (block_.used > line_start_) {  // the last line lacks its line end
    take_line(line_start_, block_.used - line_start_);
    line_start_ = scanned_ = block_.used;
    if (done_) return;
  }
  if (options_.need_trailer && !trailer_) {
    return fail("the input ends without a trailer",
                {"its producer died, or something cut it off; repodata-entries writes the trailer at the end",
                 "--no-trailer says that the input is complete as it stands"});
  }
  block_.segments.back().ends = true;
  block_.segments.back().trailer = trailer_;
  own_fd_ = Fd();
  open_ = false;
  input_++;
}

void EntryReader::fail(const std::string& what, const std::vector<std::string>& hints) {
  const uint64_t line = entry_ + dropped_ + 1 + (trailer_ ? 1 : 0);
  Error error(Errc::kMalformed, fmt::format("{}:{}: {}", input_name(options_.inputs[input_]), line, what));
  for (const std::string& hint : hints) error = std::move(error).hint(hint);
  block_.error = std::move(error);
  done_ = true;
}

EntryBlock EntryReader::cut(size_t count) {
  EntryBlock head = std::exchange(block_, EntryBlock());
  head.read_bytes = read_bytes_;
  if (done_) return head;
  block_.lines.reserve(head.lines.size());
  const size_t rest = count < head.lines.size() ? head.lines[count].offset : line_start_;
  reserve(head.used - rest);
  std::memcpy(block_.bytes.get(), head.bytes.get() + rest, head.used - rest);
  block_.used = head.used - rest;
  line_start_ -= rest;
  scanned_ -= rest;
  for (size_t i = count; i < head.lines.size(); i++) {
    block_.lines.push_back({head.lines[i].offset - rest, head.lines[i].size});
  }
  for (size_t i = 0; i < head.segments.size(); i++) {
    EntrySegment& segment = head.segments[i];
    const bool last = i + 1 == head.segments.size();
    const size_t end = last ? head.lines.size() : head.segments[i + 1].first_line;
    if (end < count || (end == count && (!last || segment.ends))) continue;  // it is whole in the head
    EntrySegment tail = segment;
    if (segment.first_line < count) {
      tail.first_line = 0;
      tail.first_entry += count - segment.first_line;
      segment.ends = false;
      segment.trailer.reset();
    } else {
      tail.first_line -= count;
      segment.first_line = SIZE_MAX;  // wholly in the tail
    }
    block_.segments.push_back(tail);
  }
  std::erase_if(head.segments, [](const EntrySegment& segment) { return segment.first_line == SIZE_MAX; });
  head.used = rest;
  head.lines.resize(count);
  return head;
}

}  // namespace tlog
