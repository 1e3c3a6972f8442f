#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "libcore/base/number.h"
#include "libcore/base/text.h"
#include "libcore/policy/policy.h"

namespace tlog {

namespace {

constexpr std::string_view kNone = "none";
constexpr uint8_t kEcdsaType = 0x02, kTreeHeadType = 0x05, kMlDsa44Type = 0x06;  // C2SP signed-note, tlog-cosignature
constexpr size_t kMlDsa44KeyBytes = 1312;

Error config(std::string message) { return Error(Errc::kConfig, std::move(message)); }
std::string quoted(std::string_view text) { return "\"" + printable(text) + "\""; }

// The items of a line. A comment has none.
std::vector<std::string_view> split(std::string_view line) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<std::string_view> items;
  for (size_t at = line.find_first_not_of(kBlanks); at < line.size(); at = line.find_first_not_of(kBlanks, at)) {
    const size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    items.push_back(line.substr(at, end - at));
    at = end;
  }
  if (!items.empty() && items[0].starts_with('#')) items.clear();
  return items;
}

// A line that was refused may have blanks that are none, as an editor or a web page puts them in.
bool has_foreign_blank(std::string_view line) {
  for (size_t pos = 0; pos < line.size();) {
    const auto c = next_code_point(line, &pos);
    if (!c) return false;
    if (*c > 0x7f && (is_unicode_space(*c) || is_hidden(*c))) return true;
  }
  return false;
}

class Parser {
 public:
  // One line without its line end.
  Status take(size_t number, std::string_view line);
  bool has_quorum() const { return policy_.quorum_line != 0; }
  Policy finish() && { return std::move(policy_); }

 private:
  using Items = std::vector<std::string_view>;
  Status take_log(const Items& items);
  Status take_witness(const Items& items);
  Status take_group(const Items& items);
  Status take_quorum(const Items& items);
  Status define(std::string_view name, PolicyNode node);
  Result<PolicyNode> find(std::string_view name, std::string_view user) const;
  Result<PolicyKey> take_key(std::string_view vkey, std::map<Bytes, size_t>* known, std::string_view what);

  Policy policy_;
  size_t line_ = 0;
  std::map<std::string, PolicyNode, std::less<>> names_;
  std::set<PolicyNode> members_;                     // of any group
  std::map<Bytes, size_t> log_keys_, witness_keys_;  // and the line that has them
};

Status count_items(const std::vector<std::string_view>& items, size_t least, size_t most, std::string_view form) {
  if (items.size() >= least && items.size() <= most) return {};
  if (items.size() < least) return config(fmt::format("the line lacks something: its form is {}", form));
  Error error = config(fmt::format("{} is too much: the form of the line is {}", quoted(items[most]), form));
  if (!items[most].starts_with('#')) return error;
  return std::move(error).hint("a comment stands on a line of its own");
}

// What can be checked of a key of whatever type: with it in hand, or nothing.
Result<PolicyKey> parse_key(std::string_view text) {
  TRY(AnyVkey listed, parse_any_vkey(text));
  PolicyKey key{std::move(listed), std::string(text), std::nullopt};
  const uint8_t type = key.listed.type;
  if (type == static_cast<uint8_t>(KeyType::kLog) || type == static_cast<uint8_t>(KeyType::kCosigner)) {
    TRY(key.verifier, parse_vkey(text));
  } else if (type == kMlDsa44Type) {
    const AnyVkey& mldsa = key.listed;
    if (mldsa.key.size() != kMlDsa44KeyBytes) {
      return config(fmt::format("the key has {} bytes, not {}", mldsa.key.size(), kMlDsa44KeyBytes));
    }
    if (mldsa.id != mldsa.computed_id()) {
      return config(fmt::format("the key id is {}, not {}: a part of the key was changed",
                                format_key_id(mldsa.computed_id()), format_key_id(mldsa.id)));
    }
  }
  return key;
}

// "Log and witness keys must use a signature type appropriate [to their] function."
Status check_witness_type(const PolicyKey& key) {
  const uint8_t type = key.listed.type;
  if (type == kEcdsaType || type == kTreeHeadType) {
    return config(fmt::format("a key of type 0x{:02x} makes no cosignatures", type));
  }
  if (type != static_cast<uint8_t>(KeyType::kLog)) return {};
  VerifierKey as_cosigner = *key.verifier;
  as_cosigner.type = KeyType::kCosigner;
  return config("a log's key (type 0x01) makes no cosignatures")
      .hint("if its owner cosigns with it, the key to list is " + as_cosigner.vkey());
}

Result<PolicyKey> Parser::take_key(std::string_view vkey, std::map<Bytes, size_t>* known, std::string_view what) {
  TRY(PolicyKey key, parse_key(vkey));
  const auto [at, is_new] = known->emplace(key.listed.key, line_);
  if (!is_new) return config(fmt::format("the same public key as the {} of line {}", what, at->second));
  return key;
}

Status Parser::take_log(const Items& items) {
  CHECK(count_items(items, 2, 3, "log VKEY [URL]"));
  if (policy_.logs.size() == kMaxPolicyLogs) return config(fmt::format("more than {} logs", kMaxPolicyLogs));
  TRY(PolicyKey key, take_key(items[1], &log_keys_, "log"));
  // A cosigner's key may sign for a log, says C2SP tlog-checkpoint, but what it signs has another meaning then.
  if (key.verifier && key.verifier->type != KeyType::kLog) key.verifier.reset();
  policy_.logs.push_back({std::move(key), std::nullopt, line_});
  if (items.size() > 2) policy_.logs.back().url = items[2];
  return {};
}

Status Parser::take_witness(const Items& items) {
  CHECK(count_items(items, 3, 4, "witness NAME VKEY [URL]"));
  if (policy_.witnesses.size() == kMaxPolicyWitnesses) {
    return config(fmt::format("more than {} witnesses", kMaxPolicyWitnesses));
  }
  CHECK(define(items[1], {PolicyNode::Kind::kWitness, policy_.witnesses.size()}));
  TRY(PolicyKey key, take_key(items[2], &witness_keys_, "witness"));
  CHECK(check_witness_type(key));
  policy_.witnesses.push_back({std::string(items[1]), std::move(key), std::nullopt, line_});
  if (items.size() > 3) policy_.witnesses.back().url = items[3];
  return {};
}

Status Parser::take_group(const Items& items) {
  CHECK(count_items(items, 4, items.size(), "group NAME (all | any | K) MEMBER..."));
  if (policy_.groups.size() == kMaxPolicyGroups) return config(fmt::format("more than {} groups", kMaxPolicyGroups));
  const size_t count = items.size() - 3;
  PolicyGroup group{std::string(items[1]), 0, {}, line_};
  if (items[2] == "all") {
    group.threshold = count;
  } else if (items[2] == "any") {
    group.threshold = 1;
  } else {
    const auto k = parse_u64(items[2]);
    if (!k) return config(quoted(items[2]) + " is not a threshold: all, any, or a number without a leading zero");
    if (*k == 0) return config("the threshold is 0: the group would hold without a witness");
    if (*k > count) return config(fmt::format("the threshold is {}, and the group has {} members", *k, count));
    group.threshold = *k;
  }
  for (size_t i = 3; i < items.size(); i++) {
    TRY(const PolicyNode member, find(items[i], "the group"));
    if (!members_.insert(member).second) return config(quoted(items[i]) + " is a member already: once in a policy");
    group.members.push_back(member);
  }
  CHECK(define(items[1], {PolicyNode::Kind::kGroup, policy_.groups.size()}));
  policy_.groups.push_back(std::move(group));
  return {};
}

Status Parser::take_quorum(const Items& items) {
  CHECK(count_items(items, 2, 2, "quorum NAME"));
  if (has_quorum()) return config(fmt::format("a second quorum: the first is on line {}", policy_.quorum_line));
  if (items[1] != kNone) {
    TRY(policy_.quorum, find(items[1], "the quorum"));
  }
  policy_.quorum_line = line_;
  return {};
}

Status Parser::define(std::string_view name, PolicyNode node) {
  if (name == kNone) return config("\"none\" is no name: \"quorum none\" means no witness at all");
  if (!names_.emplace(name, node).second) return config(quoted(name) + " is defined already");
  return {};
}

Result<PolicyNode> Parser::find(std::string_view name, std::string_view user) const {
  if (name == kNone) return config(fmt::format("{} has \"none\" as a member", user));
  const auto at = names_.find(name);
  if (at != names_.end()) return at->second;
  return config(fmt::format("{} names {}, which no line before defines as a witness or a group", user, quoted(name)));
}

Status Parser::take(size_t number, std::string_view line) {
  line_ = number;
  const auto control =
      std::find_if(line.begin(), line.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
  if (control != line.end()) {
    Error error = config(fmt::format("control character 0x{:02x}", static_cast<unsigned char>(*control)));
    if (*control != '\r') return error;
    return std::move(error).hint("lines end in a line feed alone");
  }
  if (line.size() > kMaxPolicyLineBytes) return config("longer than 100,000 bytes");
  const Items items = split(line);
  if (items.empty()) return {};
  if (items[0] == "log") return take_log(items);
  if (items[0] == "witness") return take_witness(items);
  if (items[0] == "group") return take_group(items);
  if (items[0] == "quorum") return take_quorum(items);
  return config(quoted(items[0]) + " begins no line of a policy: log, witness, group or quorum do");
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, std::string_view name) {
  size_t number = 1;
  const auto fault = [&](Error error) { return std::move(error).context(fmt::format("{}:{}", name, number)); };
  if (text.size() > kMaxPolicyBytes) return config(fmt::format("{}: longer than 4,000,000 bytes", name));
  Parser parser;
  for (; !text.empty(); number++) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (end == std::string_view::npos) {
      return fault(config("the last line has no line end: the policy may have been cut off"));
    }
    if (Status status = parser.take(number, line); !status) {
      Error error = std::move(status).error();
      if (has_foreign_blank(line))
        error = std::move(error).hint("only spaces and tabs are blanks; the line has others");
      return fault(std::move(error));
    }
    text.remove_prefix(end + 1);
  }
  number = std::max<size_t>(number, 2) - 1;  // the last line
  if (!parser.has_quorum()) return fault(config("the policy ends without a quorum: it may have been cut off"));
  return std::move(parser).finish();
}

}  // namespace tlog
