#include "libcore/proof/witness_state.h"

#include <fmt/core.h>

#include "libcore/base/number.h"
#include "libcore/note/cosignature.h"

namespace tlog {

namespace {

constexpr std::string_view kHeader = "tlog-tools witness 1\ntime ";

Error malformed(std::string message) { return Error(Errc::kMalformed, std::move(message)); }

}  // namespace

Result<WitnessState> parse_witness_state(std::string_view text) {
  if (!text.starts_with(kHeader)) return malformed("does not begin with \"tlog-tools witness 1\" and a time");
  std::string_view rest = text.substr(kHeader.size());
  const size_t end = rest.find("\n\n");
  const auto time = end == std::string_view::npos ? std::nullopt : parse_u64(rest.substr(0, end), kMaxCosignatureTime);
  if (!time) return malformed("the time is not a number of seconds");
  rest.remove_prefix(end + 2);
  WitnessState state;
  state.time = *time;
  TRY(state.note, parse_note(rest));
  TRY(state.checkpoint, parse_checkpoint_text(state.note.text));
  return state;
}

std::string format_witness_state(const WitnessState& state) {
  return fmt::format("{}{}\n\n{}", kHeader, state.time, format_note(state.note));
}

}  // namespace tlog
