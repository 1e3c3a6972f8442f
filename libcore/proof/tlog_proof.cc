#include "libcore/proof/tlog_proof.h"

#include <fmt/core.h>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"

namespace tlog {

namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1", kExtra = "extra ", kIndex = "index ";

Error malformed(std::string message) { return Error(Errc::kMalformed, std::move(message)); }

// Takes the next line off `rest`, without its line end.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > kMaxProofBytes) return malformed("longer than 2,000,000 bytes");
  std::string_view rest = text;
  TlogProof proof;
  auto line = take_line(rest);
  if (line != kHeader) return malformed("does not begin with \"c2sp.org/tlog-proof@v1\"");
  line = take_line(rest);
  if (line && line->starts_with(kExtra)) {
    proof.extra = base64_decode(line->substr(kExtra.size()));
    if (!proof.extra) return malformed("the extra data is not base64");
    // "If no extra data is present, this line is omitted."
    if (proof.extra->empty()) return malformed("the line of extra data is empty");
    line = take_line(rest);
  }
  if (!line || !line->starts_with(kIndex)) return malformed("no line \"index N\"");
  const auto index = parse_u64(line->substr(kIndex.size()), kMaxTreeSize);
  if (!index) return malformed("the index is not a number up to 2^53 - 1");
  proof.index = LeafIndex{*index};
  while (true) {
    line = take_line(rest);
    if (!line) return malformed("no empty line behind the hashes");
    if (line->empty()) break;
    const auto hash = base64_decode_hash(*line);
    if (!hash)
      return malformed(fmt::format("line {} of the path is not the base64 of a hash", proof.hashes.size() + 1));
    if (proof.hashes.size() == kMaxProofHashes) return malformed("more than 63 hashes");
    proof.hashes.push_back(*hash);
  }
  if (rest.empty()) return malformed("no checkpoint");
  proof.checkpoint = rest;
  return proof;
}

std::string format_tlog_proof(const TlogProof& proof) {
  std::string text = fmt::format("{}\n", kHeader);
  if (proof.extra) text += fmt::format("{}{}\n", kExtra, base64_encode(*proof.extra));
  text += fmt::format("{}{}\n", kIndex, proof.index.value);
  for (const Hash& hash : proof.hashes) text += base64_encode(hash) + "\n";
  return text + "\n" + proof.checkpoint;
}

}  // namespace tlog
