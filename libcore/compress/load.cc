#include "libcore/compress/load.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <optional>
#include <utility>

#include "libcore/compress/decoder.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

constexpr size_t kReadBytes = 256 * 1024;
constexpr size_t kSliceBytes = size_t{4} << 20;
constexpr int kCancelPollMs = 200;

// False when the work was cancelled while nothing came. A regular file is always ready.
bool wait_readable(int fd, const LoadOptions& options) {
  if (!options.cancelled) return true;
  pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
  while (!options.cancelled()) {
    if (::poll(&entry, 1, kCancelPollMs) > 0) return true;  // an error, too: reading tells which
  }
  return false;
}

std::span<char> as_chars(std::span<uint8_t> bytes) { return {reinterpret_cast<char*>(bytes.data()), bytes.size()}; }

// How much a plain input has, where that is known: a hint, the file may change under us.
size_t expected_size(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return 0;
  return static_cast<size_t>(info.st_size);
}

// All of `input`, and for the empty input what is left inside of the decoder.
Status decode_all(Decoder& decoder, ByteView input, Buffer& out) {
  while (true) {
    TRY(const DecodeStep step, decoder.decode(input, out.room(1)));
    out.wrote(step.produced);
    input = input.subspan(step.consumed);
    if (step.consumed + step.produced == 0) return {};
  }
}

class Loader {
 public:
  Loader(int fd, std::string_view path, const LoadOptions& options) : fd_(fd), path_(path), options_(options) {}

  Result<Buffer> plain(ByteView head) {
    const size_t expected = expected_size(fd_);
    if (expected > options_.max_bytes) return too_large(options_.max_bytes);
    Buffer out;
    const auto first = out.room(std::max(expected + 1, head.size()));
    std::copy(head.begin(), head.end(), first.begin());
    out.wrote(head.size());
    if (options_.jobs > 1 && expected > head.size() + kSliceBytes) {
      CHECK(read_slices(out, expected - head.size()));
    }
    while (out.size() <= options_.max_bytes && wait_readable(fd_, options_)) {
      TRY(const size_t n, read_some(fd_, as_chars(out.room(1)), path_));
      if (n == 0) return out;
      out.wrote(n);
    }
    if (out.size() > options_.max_bytes) return too_large(options_.max_bytes);
    return out;
  }

  Result<Buffer> compressed(Decoder& decoder, Bytes input, size_t filled) {
    Buffer out;
    while (true) {
      CHECK(decode_all(decoder, ByteView(input).first(filled), out));
      if (filled == 0) break;
      if (!wait_readable(fd_, options_)) return out;
      TRY(filled, read_some(fd_, as_chars(input), path_));
    }
    CHECK(decoder.finish());
    return out;
  }

 private:
  // The next `bytes` of a regular file, or as many as there are: most of the time goes into the memory that they get,
  // which several threads do faster.
  Status read_slices(Buffer& out, size_t bytes) {
    const off_t begin = ::lseek(fd_, 0, SEEK_CUR);
    if (begin < 0) return errno_error(std::string(path_), errno);
    const std::span<char> room = as_chars(out.room(bytes)).first(bytes);
    size_t next = 0, total = 0;
    Status status;
    ordered_crew<size_t, Result<size_t>>(
        options_.jobs, 2 * size_t{options_.jobs},
        [&]() -> std::optional<size_t> {
          if (next >= bytes || (options_.cancelled && options_.cancelled())) return std::nullopt;
          return std::exchange(next, next + kSliceBytes);
        },
        [&](size_t at) {
          return read_slice(room.subspan(at, std::min(kSliceBytes, bytes - at)), begin + static_cast<off_t>(at));
        },
        [&](Result<size_t> got) {
          if (!got) {
            status = std::move(got).error();
            return false;
          }
          total += *got;
          return *got == kSliceBytes;  // a short one is the last, also of a file that was cut off meanwhile
        });
    CHECK(std::move(status));
    out.wrote(total);
    if (::lseek(fd_, begin + static_cast<off_t>(total), SEEK_SET) < 0) return errno_error(std::string(path_), errno);
    return {};
  }

  Result<size_t> read_slice(std::span<char> slice, off_t at) const {
    size_t total = 0;
    while (total < slice.size()) {
      const ssize_t n = ::pread(fd_, slice.data() + total, slice.size() - total, at + static_cast<off_t>(total));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno_error(std::string(path_), errno);
      if (n == 0) break;
      total += static_cast<size_t>(n);
    }
    return total;
  }

  int fd_;
  std::string_view path_;
  const LoadOptions& options_;
};

}  // namespace

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

Buffer::~Buffer() { std::free(data_); }

std::span<uint8_t> Buffer::room(size_t more) {
  if (capacity_ - size_ < more) {
    const size_t wanted = std::max({size_ + more, capacity_ + capacity_ / 2, kReadBytes});
    void* moved = std::realloc(data_, wanted);
    if (moved == nullptr) throw std::bad_alloc();
    data_ = static_cast<char*>(moved);
    capacity_ = wanted;
  }
  return {reinterpret_cast<uint8_t*>(data_) + size_, capacity_ - size_};
}

void Buffer::wrote(size_t bytes) {
  ASSERT(bytes <= capacity_ - size_);
  size_ += bytes;
}

Result<Buffer> load_decoded(int fd, std::string_view path, const LoadOptions& options) {
  Bytes input(kReadBytes);
  size_t filled = 0;
  while (filled < kMagicBytes && wait_readable(fd, options)) {
    TRY(const size_t n, read_some(fd, as_chars(std::span(input).subspan(filled)), path));
    if (n == 0) break;
    filled += n;
  }
  const ByteView head = ByteView(input).first(filled);
  Loader loader(fd, path, options);
  const auto decoder = make_decoder(detect_compression(head), options.max_bytes);
  if (decoder == nullptr) return loader.plain(head);
  return loader.compressed(*decoder, std::move(input), filled);
}

Status PieceLoader::take(ByteView piece) {
  if (begun_) return decode(piece);
  head_.insert(head_.end(), piece.begin(), piece.end());
  return head_.size() < kMagicBytes ? Status() : begin();
}

Status PieceLoader::begin() {
  begun_ = true;
  decoder_ = make_decoder(detect_compression(head_), max_bytes_);
  return decode(std::exchange(head_, {}));
}

Status PieceLoader::decode(ByteView piece) {
  if (decoder_ != nullptr) return piece.empty() ? Status() : decode_all(*decoder_, piece, out_);
  if (piece.size() > max_bytes_ - out_.size()) return too_large(max_bytes_);
  const auto room = out_.room(piece.size());
  std::copy(piece.begin(), piece.end(), room.begin());
  out_.wrote(piece.size());
  return {};
}

Result<Buffer> PieceLoader::finish() {
  if (!begun_) CHECK(begin());
  if (decoder_ != nullptr) {
    CHECK(decode_all(*decoder_, {}, out_));
    CHECK(decoder_->finish());
  }
  return std::move(out_);
}

}  // namespace tlog
