// The rules of plain_entry.h, on 64 bytes of a line at a time. Included by the file of each kernel, which defines
// before: KERNEL_TARGET, the attribute that lets the compiler use the kernel's instructions in these functions and
// nowhere else (sha256_lanes.h says why not a whole file is compiled for them); in its own namespace, `Text`, 64 bytes
// with which bytes are equal to one, digits or no part of a plain string; and parity_so_far().

#define RULE KERNEL_TARGET __attribute__((always_inline)) inline

// Bits of a line one word after the other: what leaves a word at its upper end comes into the next one.
struct Shifted {
  uint64_t carry = 0;
  RULE uint64_t up(uint64_t x) {
    const uint64_t y = (x << 1) | carry;
    carry = x >> 63;
    return y;
  }
};

// Bit i: is the number of bits up to and with i odd?
struct Parity {
  uint64_t carry = 0;  // none or all bits
  RULE uint64_t of(uint64_t x) {
    const uint64_t y = parity_so_far(x) ^ carry;
    carry = static_cast<uint64_t>(static_cast<int64_t>(y) >> 63);
    return y;
  }
};

// The places where the next token can be, of the bits right behind tokens: over the blanks between.
struct Next {
  uint64_t carry = 0;
  RULE uint64_t of(uint64_t behind, uint64_t blank) {
    const uint64_t c = behind + carry, sum = c + blank;  // what is added to a run of blanks comes out behind it
    carry = static_cast<uint64_t>(c < behind) | static_cast<uint64_t>(sum < blank);
    return sum & ~blank;
  }
};

// Looks at the pairs of tokens that follow each other. Between the braces of a flat object, brackets take turns, and so
// do colons and those commas that are in no array: nothing needs a stack.
struct PairCheck {
  Parity strings, arrays, turns;
  Shifted digits, zeros, commas, colons, closings, values;
  Next after_commas, after_colons, after_closings, after_values;
  uint64_t last_key = 0, suspects = 0;

  // `line`: the bits of the line but for its last byte, `last`, which is a brace. Gives what is wrong.
  RULE uint64_t word(const Text& text, uint64_t line, uint64_t last) {
    const uint64_t quote = text.equal('"') & line;
    const uint64_t string = strings.of(quote);  // from the opening quote to the byte before the closing one
    const uint64_t opening = quote & string, closing = quote & ~string, outside = line & ~(string | closing);
    const uint64_t open_bracket = text.equal('[') & outside, close_bracket = text.equal(']') & outside;
    const uint64_t comma = text.equal(',') & outside, colon = text.equal(':') & outside;
    const uint64_t digit = text.digit() & outside, bracket = open_bracket | close_bracket;
    const uint64_t array = arrays.of(bracket);  // without the closing bracket
    const uint64_t member_end = (comma & ~array) | last, turn = turns.of(colon | member_end);

    const uint64_t behind_digit = digits.up(digit), number = digit & ~behind_digit;
    uint64_t after_comma = commas.up(comma), after_colon = colons.up(colon | open_bracket);
    uint64_t after_closing = closings.up(closing), after_value = values.up(close_bracket) | (behind_digit & ~digit);
    const uint64_t rest = outside & ~(bracket | comma | colon | digit);
    uint64_t wrong = (text.no_string() & line) | (array & colon) | (open_bracket & ~array) | (close_bracket & array);
    if ((rest | after_commas.carry | after_colons.carry | after_closings.carry | after_values.carry) != 0) {
      const uint64_t blank = (text.equal(' ') & outside) | ~(line | last);
      wrong |= rest & ~blank;
      after_comma = after_commas.of(after_comma, blank), after_colon = after_colons.of(after_colon, blank);
      after_closing = after_closings.of(after_closing, blank), after_value = after_values.of(after_value, blank);
    }
    const uint64_t end = comma | close_bracket | last;
    wrong |= after_comma & ~(opening | (number & array));
    wrong |= after_colon & ~(opening | number | bracket);
    wrong |= after_closing & ~(colon | end);
    wrong |= after_value & ~end;
    wrong |= (turn & member_end) | (colon & ~turn);
    wrong |= zeros.up(text.equal('0') & number) & digit;  // 01

    const uint64_t key = opening & after_comma;
    suspects = closing & (key << 11 | last_key >> 53);
    last_key = key;
    return wrong;
  }
  RULE bool complete() const { return (strings.carry | arrays.carry) == 0; }
};

// Keys of the length of the reserved one may end before the bits.
bool any_reserved(std::string_view line, size_t begin, uint64_t suspects) {
  constexpr std::string_view kReservedKey = "tlog-tools";
  for (; suspects != 0; suspects &= suspects - 1) {
    const size_t end = begin + static_cast<size_t>(std::countr_zero(suspects));
    if (line.substr(end - kReservedKey.size(), kReservedKey.size()) == kReservedKey) return true;
  }
  return false;
}

KERNEL_TARGET bool is_plain(std::string_view line) {
  if (line.size() < 2 || line.front() != '{' || line.back() != '}') return false;
  line.remove_prefix(1);
  PairCheck check;
  check.commas.carry = 1;                       // what follows the brace is what follows a comma
  const size_t whole = (line.size() - 1) / 64;  // words before the one with the last byte
  for (size_t i = 0; i < whole; i++) {
    if (check.word(Text(line.data() + 64 * i), ~uint64_t{0}, 0) != 0) return false;
    if (check.suspects != 0 && any_reserved(line, 64 * i, check.suspects)) return false;
  }
  const uint64_t last = uint64_t{1} << (line.size() - 1) % 64;
  if (check.word(Text(line.data() + 64 * whole), last - 1, last) != 0 || !check.complete()) return false;
  return check.suspects == 0 || !any_reserved(line, 64 * whole, check.suspects);
}

#undef RULE
