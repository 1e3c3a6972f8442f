#include "libcore/compress/decoder.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "libcore/base/encode.h"

using tlog::Bytes;
using tlog::ByteView;
using tlog::Compression;

namespace {

// What `zstd`, `bzip2`, `gzip` and their relatives write for "hello, log\n", for nothing, and for 200,000 times "x".
const std::string kHello = "hello, log\n";
const std::string kZstdHello = "28b52ffd240b59000068656c6c6f2c206c6f670ae006fd05";
const std::string kZstdHelloNoCheck = "28b52ffd200b59000068656c6c6f2c206c6f670a";
const std::string kZstdNothing = "28b52ffd240001000099e9d851";
const std::string kZstdSkippable = "502a4d1803000000616263";
const std::string kZstdLong = "28b52ffda4400d03004c000008780100fcff391002036a08786f707a7a";
const std::string kBzip2Hello =
    "425a683931415926535992e611bf000002d1000010400402c4a000221a34da843021e91380abc5dc914e142424b9846fc0";
const std::string kBzip2Nothing = "425a683917724538509000000000";
const std::string kBzip2Long =
    "425a683131415926535996f3d69400018a0480800400400008200030cc0529a718216c042f17724538509096f3d694";
const std::string kGzipHello = "1f8b0800000000000203cb48cdc9c9d751c8c94fe702007cc80ebf0b000000";
const std::string kGzipNothing = "1f8b080000000000020303000000000000000000";
const std::string kGzipLong =
    "1f8b0800000000000203edc13101000000c2a0da8b6f067fa0" + std::string(386, '0') + "80d7007202bf51400d0300";
const std::string kLong(200'000, 'x');

Bytes bytes(const std::string& hex) {
  const auto decoded = tlog::hex_decode(hex);
  REQUIRE(decoded);
  return *decoded;
}

struct Sizes {
  size_t input = 1'000'000;   // of a piece
  size_t output = 1'000'000;  // room in a call
};

// Decodes as a program does: piece by piece, then what is left inside, then finish.
tlog::Result<std::string> decode(const Bytes& input, uint64_t max_bytes = 1'000'000, Sizes sizes = {}) {
  const auto decoder = tlog::make_decoder(tlog::detect_compression(input), max_bytes);
  REQUIRE(decoder != nullptr);
  std::string out;
  std::vector<uint8_t> room(sizes.output);
  ByteView rest(input);
  while (true) {
    ByteView piece = rest.first(std::min(sizes.input, rest.size()));
    rest = rest.subspan(piece.size());
    const bool last = piece.empty();
    tlog::DecodeStep step;
    do {
      TRY(step, decoder->decode(piece, room));
      out.append(tlog::as_text(ByteView(room).first(step.produced)));
      piece = piece.subspan(step.consumed);
    } while (step.consumed + step.produced > 0);
    REQUIRE(piece.empty());
    if (last) break;
  }
  if (auto status = decoder->finish(); !status) return std::move(status).error();
  return out;
}

std::string decoded(const std::string& hex, Sizes sizes = {}) {
  const auto result = decode(bytes(hex), 1'000'000, sizes);
  return result ? *result : "error: " + result.error().message();
}

std::string fault(const Bytes& input, uint64_t max_bytes = 1'000'000) {
  const auto result = decode(input, max_bytes);
  if (result) return "";
  CHECK(result.error().code() == tlog::Errc::kMalformed);
  return result.error().message();
}

Bytes flipped(Bytes input, size_t at) {
  input[at] ^= 1;
  return input;
}

}  // namespace

TEST_SUITE("compress") {
  TEST_CASE("told by the first bytes") {
    CHECK(tlog::detect_compression(bytes("28b52ffd")) == Compression::kZstd);
    CHECK(tlog::detect_compression(bytes("502a4d18")) == Compression::kZstd);
    CHECK(tlog::detect_compression(bytes("5f2a4d18")) == Compression::kZstd);
    CHECK(tlog::detect_compression(bytes("425a6831")) == Compression::kBzip2);
    CHECK(tlog::detect_compression(bytes("425a6839")) == Compression::kBzip2);
    CHECK(tlog::detect_compression(bytes("1f8b0800")) == Compression::kGzip);
    for (const char* hex : {"", "28", "28b52f", "28b52ffe", "602a4d18", "425a68", "425a6830", "425a683a", "7b7d0a20",
                            "1f8b0700", "1f8c0800"}) {
      CAPTURE(hex);
      CHECK(tlog::detect_compression(bytes(hex)) == Compression::kNone);
    }
    CHECK(tlog::make_decoder(Compression::kNone, 1) == nullptr);
  }

  TEST_CASE("whatever the pieces") {
    for (size_t input : {1u, 2u, 3u, 7u, 1000u}) {
      for (size_t output : {1u, 2u, 3u, 5u, 4096u}) {
        const Sizes sizes{.input = input, .output = output};
        CAPTURE(input);
        CAPTURE(output);
        CHECK(decoded(kZstdHello, sizes) == kHello);
        CHECK(decoded(kZstdHelloNoCheck, sizes) == kHello);
        CHECK(decoded(kZstdNothing, sizes) == "");
        CHECK(decoded(kBzip2Hello, sizes) == kHello);
        CHECK(decoded(kBzip2Nothing, sizes) == "");
        CHECK(decoded(kGzipHello, sizes) == kHello);
        CHECK(decoded(kGzipNothing, sizes) == "");
        CHECK((decoded(kGzipLong, sizes) == kLong));
        CHECK(decoded(kGzipHello + kGzipNothing + kGzipHello, sizes) == kHello + kHello);
        CHECK((decoded(kZstdLong, sizes) == kLong));
        CHECK((decoded(kBzip2Long, sizes) == kLong));
        CHECK(decoded(kZstdSkippable + kZstdHello + kZstdNothing + kZstdHello + kZstdSkippable, sizes) ==
              kHello + kHello);
        CHECK(decoded(kBzip2Hello + kBzip2Nothing + kBzip2Hello, sizes) == kHello + kHello);
      }
    }
  }

  TEST_CASE("cut off anywhere") {
    for (const std::string& hex : {kZstdHello, kZstdHelloNoCheck, kZstdHello + kZstdHello, kBzip2Hello, kBzip2Nothing,
                                   kBzip2Hello + kBzip2Hello, kZstdLong, kBzip2Long, kGzipHello, kGzipNothing,
                                   kGzipHello + kGzipHello, kGzipLong, kZstdHello + kZstdSkippable}) {
      const Bytes whole = bytes(hex);
      for (size_t size = tlog::kMagicBytes; size < whole.size(); size++) {
        if (size * 2 == hex.size() / 2) continue;  // two whole parts, cut between them
        if (hex == kZstdHello + kZstdSkippable && size * 2 == kZstdHello.size()) continue;
        CAPTURE(hex);
        CAPTURE(size);
        CHECK(
            fault(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))).find("ends in the middle") !=
            std::string::npos);
      }
    }
  }

  TEST_CASE("garbage behind the end") {
    CHECK(fault(bytes(kZstdHello + "00000000")) == "something that is not zstd stands behind a zstd frame");
    CHECK(fault(bytes(kZstdHello + "0a")) == "something that is not zstd stands behind a zstd frame");
    CHECK(fault(bytes(kZstdHello + kBzip2Hello)) == "something that is not zstd stands behind a zstd frame");
    CHECK(fault(bytes(kBzip2Hello + "00")) == "something that is not bzip2 stands behind a bzip2 stream");
    CHECK(fault(bytes(kGzipHello + "00")) == "the gzip data ends in the middle");
    CHECK(fault(bytes(kGzipHello + "0000")) == "something that is not gzip stands behind the gzip data");
    CHECK(fault(bytes(kGzipHello + kZstdHello)) == "something that is not gzip stands behind the gzip data");
    CHECK(fault(bytes(kBzip2Hello + kZstdHello)) == "something that is not bzip2 stands behind a bzip2 stream");
  }

  TEST_CASE("damage") {
    for (size_t at = 17; at < 24; at++) {  // the text and its checksum
      CAPTURE(at);
      CHECK(fault(flipped(bytes(kZstdHello), at)).find("damaged zstd data: ") == 0);
    }
    for (size_t at = 10; at < bytes(kBzip2Hello).size() - 1; at++) {
      if (at == 31) continue;  // a code length that this text does not use: no damage
      CAPTURE(at);
      CHECK(fault(flipped(bytes(kBzip2Hello), at)) != "");
    }
    for (size_t at = 10; at < bytes(kGzipHello).size(); at++) {
      CAPTURE(at);
      CHECK(fault(flipped(bytes(kGzipHello), at)) != "");
    }
  }

  TEST_CASE("a window above 128 MiB") {
    CHECK(decoded("28b52ffd008809000061") == "a");
    CHECK(fault(bytes("28b52ffd009009000061")) == "the zstd window is larger than 128 MiB");
  }

  TEST_CASE("the limit: just fits, and one byte too much") {
    for (const std::string& hex : {kZstdLong, kBzip2Long, kGzipLong}) {
      for (size_t output : {size_t{1000}, size_t{1'000'000}}) {
        const Sizes sizes{.output = output};
        const auto fits = decode(bytes(hex), kLong.size(), sizes);
        REQUIRE(fits);
        CHECK(fits->size() == kLong.size());
        for (uint64_t limit : {kLong.size() - 1, kLong.size() / 2, size_t{1}, size_t{0}}) {
          const auto beyond = decode(bytes(hex), limit, sizes);
          REQUIRE_FALSE(beyond);
          CHECK(beyond.error().code() == tlog::Errc::kMalformed);
          CHECK(beyond.error().message() == "holds more than the limit of " + std::to_string(limit) + " bytes");
        }
      }
    }
    CHECK(decode(bytes(kZstdNothing), 0));
    CHECK(decode(bytes(kBzip2Nothing), 0));
    CHECK(decode(bytes(kZstdHello), UINT64_MAX));
    CHECK(decode(bytes(kBzip2Hello), UINT64_MAX));
    // The limit is for the whole, not for each part.
    CHECK(fault(bytes(kZstdHello + kZstdHello), 21) != "");
    CHECK(fault(bytes(kBzip2Hello + kBzip2Hello), 21) != "");
    CHECK(fault(bytes(kBzip2Hello + kBzip2Hello), 22) == "");
  }
}
