#include "libcore/proof/witness_request.h"

#include <fmt/core.h>

#include <optional>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"

namespace tlog {

namespace {

constexpr std::string_view kOld = "old ";

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

Result<WitnessRequest> parse_witness_request(std::string_view body) {
  if (body.size() > kMaxWitnessRequestBytes) return malformed("longer than 65,536 bytes");
  std::string_view rest = body;
  WitnessRequest request;
  auto line = take_line(rest);
  if (!line || !line->starts_with(kOld)) return malformed("does not begin with a line \"old N\"");
  const auto old_size = parse_u64(line->substr(kOld.size()), kMaxTreeSize);
  if (!old_size) return malformed("the old size is not a tree size");
  request.old_size = TreeSize{*old_size};
  while (true) {
    line = take_line(rest);
    if (!line) return malformed("no empty line behind the proof");
    if (line->empty()) break;
    if (request.proof.size() == kMaxWitnessProofLines) return malformed("more than 63 lines of proof");
    const auto hash = base64_decode_hash(*line);
    if (!hash) {
      return malformed(fmt::format("line {} of the proof is not the base64 of a hash", request.proof.size() + 1));
    }
    request.proof.push_back(*hash);
  }
  if (rest.empty()) return malformed("no checkpoint");
  request.checkpoint = rest;
  return request;
}

std::string format_witness_request(const WitnessRequest& request) {
  std::string body = fmt::format("{}{}\n", kOld, request.old_size.value);
  for (const Hash& hash : request.proof) body += base64_encode(hash) + "\n";
  return body + "\n" + request.checkpoint;
}

}  // namespace tlog
