#include "libcore/ops/witness_call.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/note/cosignature.h"
#include "libcore/os/clock.h"
#include "libcore/proof/witness_request.h"

namespace tlog {

namespace {

using Kind = WitnessAnswer::Kind;

constexpr unsigned kMaxTries = 3;          // of one that does not answer
constexpr unsigned kMaxConflicts = 3;      // one that names another size each time gets no further proofs
constexpr size_t kMaxAnswerLines = 16;     // signed-note asks for at least 16 signatures
constexpr size_t kMaxShownAnswer = 100;    // of what a witness says in words
constexpr uint64_t kMaxPauseSeconds = 60;  // one that asks for a longer pause is not asked again
constexpr std::chrono::milliseconds kFirstPause{500};
constexpr std::chrono::milliseconds kLookEvery{50};

WitnessAnswer no(Kind kind, std::string reason) { return {.kind = kind, .reason = std::move(reason)}; }

// "it answers 403: unknown key".
std::string answers(const HttpResponse& response) {
  std::string_view said = response.body;
  said = said.substr(0, said.find('\n'));
  return said.empty() ? fmt::format("it answers {}", response.status)
                      : fmt::format("it answers {}: \"{}\"", response.status, printable(said, kMaxShownAnswer));
}

// The body of a 409: a size and a line end, which some leave out. (Its type, text/x.tlog.size, some do not say.)
std::optional<TreeSize> conflict_size(const HttpResponse& response) {
  std::string_view body = response.body;
  if (body.ends_with('\n')) body.remove_suffix(1);
  const auto size = parse_u64(body, kMaxTreeSize);
  return size ? std::optional(TreeSize{*size}) : std::nullopt;
}

// Before 422 was the answer where the root is another one of the same size, a 409 was, which named nothing or that
// size.
bool is_old_conflict(const HttpResponse& response, TreeSize size) {
  return response.body.empty() || conflict_size(response) == size;
}

std::string with_hints(const Error& error) {
  std::string text = error.message();
  for (const std::string& hint : error.hints()) text += "; " + hint;
  return text;
}

bool pauses(const HttpResponse& response) {
  return response.status == 408 || response.status == 429 || response.status / 100 == 5;
}

// One witness, until it has given an answer that is one.
class Conversation {
 public:
  Conversation(HttpClient& client, const WitnessQuestion& question, const PolicyWitness& witness)
      : client_(client), question_(question), witness_(witness) {}

  Result<WitnessAnswer> ask(TreeSize known);

 private:
  Result<HttpRequest> request(TreeSize old) const;
  WitnessAnswer other_tree(TreeSize old, const HttpResponse& response) const;
  std::optional<WitnessAnswer> pause(const std::string& why, uint64_t wanted_s);

  HttpClient& client_;
  const WitnessQuestion& question_;
  const PolicyWitness& witness_;
  unsigned failed_ = 0;
};

Result<HttpRequest> Conversation::request(TreeSize old) const {
  TRY(std::vector<Hash> proof, question_.proof_from(old));
  std::string url = *witness_.url;
  while (url.ends_with('/')) url.pop_back();
  return HttpRequest{.url = url + "/add-checkpoint",
                     .max_bytes = kMaxWitnessAnswerBytes,
                     .post = format_witness_request({old, std::move(proof), question_.note})};
}

// Waits, where it is worth it; else the answer.
std::optional<WitnessAnswer> Conversation::pause(const std::string& why, uint64_t wanted_s) {
  if (++failed_ >= kMaxTries) return no(Kind::kNothing, fmt::format("{}, in {} tries", why, failed_));
  if (wanted_s > kMaxPauseSeconds) {
    return no(Kind::kNothing, fmt::format("{}, and asks for a pause of {} seconds", why, wanted_s));
  }
  const auto length = std::max<std::chrono::milliseconds>(std::chrono::seconds(wanted_s), kFirstPause * failed_);
  const auto end = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < end) {
    if (question_.given_up && question_.given_up()) return no(Kind::kInterrupted, why);
    std::this_thread::sleep_for(kLookEvery);
  }
  return std::nullopt;
}

// The proof was checked before it was sent: what does not fit is the tree that the witness knows.
WitnessAnswer Conversation::other_tree(TreeSize old, const HttpResponse& response) const {
  const char* const what =
      old == question_.checkpoint.size ? "another root of this size" : "a tree that this one did not grow out of";
  WitnessAnswer answer =
      no(Kind::kOtherTree, fmt::format("it has cosigned {}, {} entries ({})", what, old.value, answers(response)));
  answer.size = old;
  return answer;
}

Result<WitnessAnswer> Conversation::ask(TreeSize known) {
  const TreeSize size = question_.checkpoint.size;
  TreeSize old = std::min(known, size);
  unsigned conflicts = 0;
  while (true) {
    TRY(const HttpRequest request, this->request(old));
    const auto responses = client_.get({&request, 1});
    if (!responses[0]) {
      const Error& error = responses[0].error();
      if (question_.given_up && question_.given_up()) return no(Kind::kInterrupted, "");
      if (error.code() == Errc::kConfig) return error;
      if (error.code() != Errc::kNetwork) return no(Kind::kWrong, with_hints(error));
      if (auto end = pause(with_hints(error), 0)) return *std::move(end);
      continue;
    }
    const HttpResponse& response = *responses[0];
    if (response.status == 200) {
      return judge_cosignatures(response.body, question_, witness_, unix_time());
    }
    if (pauses(response)) {
      if (auto end = pause(answers(response), response.retry_after_s)) return *std::move(end);
      continue;
    }
    if (response.status == 422 && old.value == 0 && size.value > 0) {
      return no(Kind::kWrong, answers(response) + ", although every tree grew out of an empty one");
    }
    if (response.status == 422) return other_tree(old, response);
    if (response.status != 409) return no(Kind::kRefused, answers(response));
    if (old == size && is_old_conflict(response, size)) return other_tree(old, response);
    const auto has = conflict_size(response);
    if (!has || *has == old) return no(Kind::kWrong, answers(response) + ", which names no other size");
    if (*has > size) {
      WitnessAnswer larger =
          no(Kind::kLargerTree, fmt::format("it has cosigned a larger tree, of {} entries", has->value));
      larger.size = *has;
      return larger;
    }
    if (++conflicts > kMaxConflicts) return no(Kind::kWrong, "it names another size each time");
    old = *has;
  }
}

}  // namespace

WitnessAnswer judge_cosignatures(std::string_view body, const WitnessQuestion& question, const PolicyWitness& witness,
                                 uint64_t now) {
  const std::string text = format_checkpoint_text(question.checkpoint);
  std::string lines(body);
  if (!lines.ends_with('\n')) lines += '\n';  // some leave it out
  const auto note = parse_note(fmt::format("{}\n{}", text, lines));
  if (!note || note->text != text) {
    return no(Kind::kWrong, "its answer is not signature lines" + (note ? "" : ": " + note.error().message()));
  }
  if (note->signatures.size() > kMaxAnswerLines) return no(Kind::kWrong, "its answer has too many lines");
  const VerifierKey& key = *witness.key.verifier;
  WitnessAnswer answer = no(Kind::kWrong, "no line of its answer is by its key");
  for (const NoteSignature& line : note->signatures) {
    const SignatureState state = check_signature(line, key, text);
    if (state == SignatureState::kUnknownKey) continue;
    if (answer.cosignature) return no(Kind::kWrong, "its answer has two lines by its key");
    if (state == SignatureState::kFails) return no(Kind::kWrong, "its cosignature does not verify");
    answer = {.kind = Kind::kCosigned, .reason = {}, .cosignature = line};
    answer.time = cosignature_time(line.signature).value_or(0);
  }
  if (!answer.cosignature) return answer;
  if (answer.time > now && answer.time - now > question.max_future_seconds) {
    return no(Kind::kWrong, fmt::format("its cosignature is {} seconds in the future", answer.time - now));
  }
  if (answer.time < question.asked_at && question.asked_at - answer.time > kMaxWitnessDelaySeconds) {
    return no(Kind::kWrong, fmt::format("its cosignature is {} seconds old", question.asked_at - answer.time));
  }
  return answer;
}

std::string why_not_asked(const PolicyWitness& witness) {
  if (!witness.key.verifier) return "its type of key is not supported";
  if (!witness.url) return "the policy has no URL for it";
  if (auto status = check_url(*witness.url); !status) return status.error().message();
  if (witness.url->find_first_of("?#") != std::string::npos) return "its URL is not the prefix of others";
  return "";
}

Result<WitnessAnswer> ask_witness(HttpClient& client, const WitnessQuestion& question, const PolicyWitness& witness,
                                  TreeSize known) {
  ASSERT(witness.url && witness.key.verifier);
  return Conversation(client, question, witness).ask(known);
}

}  // namespace tlog
