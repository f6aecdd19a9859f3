;; Rows of numbers out of text, by a template. row-kernel.ts writes what it reads; `npm run wasm` compiles it into rows.wasm.ts.
;;
;; A record is what stands before its first number, the number, what stands before the second, and so on, and what ends it: between the numbers
;; the bytes of all records are the same. A template is a list of entries, 64 bytes each, one for every value, then one for the end of a record,
;; then one for what stands between two records:
;;     0   first 16 bytes of what stands before the value, and 0s
;;     16  255 for each of them, then 0s
;;     32  i32 how many bytes stand there     36  i32 address of all of them
;;     40  i32 bits: 1 no number, see below, 2 may be empty, 4 may be null, 8 has to be whole, 16 ends a record, 32 stands between records
;;                   64 a cell of CSV that is stepped over, 128 a value of JSON that is stepped over, 256 becomes a double, else a single
;;                   512 must not begin with a 0 before another digit, 1024 its place is kept
;;     44  i32 where the number goes, in bytes of a row
;;     48  i32 where the places of the value's first and last byte go, in bytes of a row of kept places; -1 nowhere
;; Memory: 0 what a scan tells, 64 f64 1e0 to 1e22, 320 the same below 0, 512 constants, 1024 for each length of a number, and each place of its
;; point in it, where its digits are, 16 bytes each, 8192 the entries.
;;
;; Nothing is guessed: at any byte that is not as expected the record is left to the caller, and so are those after it.
(module
  (memory (export "memory") 6)
  ;; What `plain` reckons with: constants of 16 bytes would be made anew for every value, and these stay in registers.
  (data (i32.const 512)
    "\30\30\30\30\30\30\30\30\30\30\30\30\30\30\30\30"
    "\09\09\09\09\09\09\09\09\09\09\09\09\09\09\09\09"
    "\ff\00\ff\00\ff\00\ff\00\ff\00\ff\00\ff\00\ff\00"
    "\0a\00\0a\00\0a\00\0a\00\0a\00\0a\00\0a\00\0a\00"
    "\64\00\01\00\64\00\01\00\64\00\01\00\64\00\01\00"
    "\10\27\01\00\10\27\01\00\10\27\01\00\10\27\01\00"
    "\00\00\00\00\84\d7\97\41\00\00\00\00\00\00\f0\3f")
  ;; What `number` found beside the place where the number ends.
  (global $value (mut f64) (f64.const 0))
  (global $exact (mut i32) (i32.const 0))
  ;; Where `plain` is, beside its place in the text: the entry, the row, the row of kept places, and the position after the last whole record.
  (global $entry (mut i32) (i32.const 0))
  (global $row (mut i32) (i32.const 0))
  (global $kept (mut i32) (i32.const 0))
  (global $stop (mut i32) (i32.const 0))
  (global $rowsEnd (mut i32) (i32.const 0))
  (global $rowBytes (mut i32) (i32.const 0))
  (global $keptBytes (mut i32) (i32.const 0))
  ;; What the places that are kept are counted from.
  (global $zero (mut i32) (i32.const 0))
  ;; 0: `plain` goes no further; 1: the entry's value is left to `unusual`.
  (global $unusual (mut i32) (i32.const 0))

  ;; Reads records from `$at` on, up to `$end`, behind which 1024 bytes can be read too. Answers the position after the last record; at 0 it leaves
  ;; the row that would be next, at 4 where the value or the text begins that it stopped at.
  (func (export "scan")
    (param $at i32) (param $end i32) (param $row i32) (param $rowsEnd i32) (param $rowBytes i32)
    (param $kept i32) (param $keptBytes i32) (param $zero i32)
    (result i32)
    (global.set $stop (local.get $at))
    (global.set $entry (i32.const 8192))
    (global.set $row (local.get $row))
    (global.set $rowsEnd (local.get $rowsEnd))
    (global.set $rowBytes (local.get $rowBytes))
    (global.set $kept (local.get $kept))
    (global.set $keptBytes (local.get $keptBytes))
    (global.set $zero (local.get $zero))
    (loop $more
      (local.set $at (call $plain (local.get $at) (local.get $end)))
      (if (global.get $unusual) (then
        (local.set $row (call $unusual (local.get $at) (local.get $end)))
        (if (local.get $row) (then
          (local.set $at (local.get $row))
          (br $more))))))
    (i32.store (i32.const 0) (global.get $row))
    (i32.store (i32.const 4) (local.get $at))
    (global.get $stop))

  ;; The values that nearly all are. It calls nothing, so that what it works with stays in registers.
  (func $plain (param $at i32) (param $end i32) (result i32)
    (local $entry i32) (local $row i32) (local $bits i32) (local $left i32) (local $gap i32) (local $negative i32)
    (local $others i32) (local $point i32) (local $length i32) (local $decimals i32) (local $value f64)
    (local $bytes v128) (local $digits v128) (local $isDigit v128)
    (local $zero v128) (local $nine v128) (local $first v128) (local $ten v128) (local $hundred v128) (local $tenThousand v128) (local $halves v128)
    (local.set $entry (global.get $entry))
    (local.set $row (global.get $row))
    (global.set $unusual (i32.const 0))
    (local.set $zero (v128.load (i32.const 512)))
    (local.set $nine (v128.load (i32.const 528)))
    (local.set $first (v128.load (i32.const 544)))
    (local.set $ten (v128.load (i32.const 560)))
    (local.set $hundred (v128.load (i32.const 576)))
    (local.set $tenThousand (v128.load (i32.const 592)))
    (local.set $halves (v128.load (i32.const 608)))
    (block $stopped
      (block $unusual
      (loop $next
        ;; what stands before the value
        (local.set $left (i32.load offset=32 (local.get $entry)))
        (if (i32.eq (local.get $left) (i32.const 1))
          (then (br_if $stopped (i32.ne (i32.load8_u (local.get $at)) (i32.load8_u (local.get $entry)))))
          (else
            (br_if $stopped (v128.any_true (v128.and
              (v128.xor (v128.load (local.get $at)) (v128.load (local.get $entry)))
              (v128.load offset=16 (local.get $entry)))))
            (if (i32.gt_u (local.get $left) (i32.const 16)) (then
              (local.set $gap (i32.sub (local.get $left) (i32.const 16)))
              (loop $block
                (br_if $stopped (v128.any_true (v128.xor
                  (v128.load (i32.add (local.get $at) (local.get $gap)))
                  (v128.load (i32.add (i32.load offset=36 (local.get $entry)) (local.get $gap))))))
                (local.set $gap (i32.sub (local.get $gap) (i32.const 16)))
                (br_if $block (i32.gt_s (local.get $gap) (i32.const 0))))))))
        (local.set $at (i32.add (local.get $at) (local.get $left)))
        (br_if $stopped (i32.gt_u (local.get $at) (local.get $end)))
        (local.set $bits (i32.load offset=40 (local.get $entry)))
        (if (i32.and (local.get $bits) (i32.const 1)) (then
          (if (i32.and (local.get $bits) (i32.const 16)) (then
            (global.set $stop (local.get $at))
            (local.set $row (i32.add (local.get $row) (global.get $rowBytes)))
            (global.set $kept (i32.add (global.get $kept) (global.get $keptBytes)))
            (local.set $entry (i32.add (local.get $entry) (i32.const 64)))
            (br $next)))
          (if (i32.and (local.get $bits) (i32.const 32)) (then
            (br_if $stopped (i32.ge_u (local.get $row) (global.get $rowsEnd)))
            (local.set $entry (i32.const 8192))
            (br $next)))
          (br $unusual)))
        ;; The value ends where what stands before the next one begins: found from one comparison, since the place of every value waits for it.
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $length (i32.ctz (i8x16.bitmask (i8x16.eq (local.get $bytes) (v128.load8_splat offset=64 (local.get $entry))))))
        (br_if $unusual (i32.gt_u (local.get $length) (i32.const 15)))
        (local.set $digits (i8x16.sub (local.get $bytes) (local.get $zero)))
        (local.set $isDigit (i8x16.le_u (local.get $digits) (local.get $nine)))
        (local.set $negative (i32.eq (i32.load8_u (local.get $at)) (i32.const 45)))
        ;; a bit for each byte of it that is no digit, the sign aside: its point, or it is no plain number
        (local.set $others (i32.and
          (i32.xor (i32.or (i8x16.bitmask (local.get $isDigit)) (local.get $negative)) (i32.const -1))
          (i32.sub (i32.shl (i32.const 1) (local.get $length)) (i32.const 1))))
        (local.set $point (local.get $length))
        (local.set $decimals (i32.const 0))
        (if (local.get $others) (then
          (local.set $point (i32.ctz (local.get $others)))
          (br_if $unusual (i32.and (local.get $others) (i32.sub (local.get $others) (i32.const 1))))
          (br_if $unusual (i32.ne (i32.load8_u (i32.add (local.get $at) (local.get $point))) (i32.const 46)))
          (local.set $decimals (i32.sub (i32.sub (local.get $length) (local.get $point)) (i32.const 1)))
          (br_if $stopped (i32.eqz (local.get $decimals)))))
        ;; no digit at all
        (br_if $unusual (i32.eq (local.get $point) (local.get $negative)))
        ;; digits to the right, without their point; then two, four, eight of them are one number
        (local.set $digits (i8x16.swizzle
          (v128.and (local.get $digits) (local.get $isDigit))
          (v128.load offset=1024 (i32.shl
            (i32.add (i32.shl (local.get $length) (i32.const 4)) (local.get $point)) (i32.const 4)))))
        (local.set $digits (i16x8.add
          (i16x8.mul
            (v128.and (local.get $digits) (local.get $first))
            (local.get $ten))
          (i16x8.shr_u (local.get $digits) (i32.const 8))))
        (local.set $digits (i32x4.dot_i16x8_s (local.get $digits) (local.get $hundred)))
        (local.set $digits (i16x8.narrow_i32x4_s (local.get $digits) (local.get $digits)))
        (local.set $digits (i32x4.dot_i16x8_s (local.get $digits) (local.get $tenThousand)))
        ;; A whole number of 15 digits is a double, and so is the power: the quotient is rounded once (Clinger, PLDI 1990).
        (local.set $digits (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $digits)) (local.get $halves)))
        (local.set $value (f64.div
          (f64.add (f64x2.extract_lane 0 (local.get $digits)) (f64x2.extract_lane 1 (local.get $digits)))
          (f64.load offset=64 (i32.shl
            (i32.add (i32.shl (local.get $negative) (i32.const 5)) (local.get $decimals)) (i32.const 3)))))
        (local.set $left (i32.add (local.get $row) (i32.load offset=44 (local.get $entry))))
        (if (local.get $bits)
          (then
            (if (i32.and (local.get $bits) (i32.const 512)) (then
              (br_if $stopped (i32.and
                (i32.eq (i32.load8_u (i32.add (local.get $at) (local.get $negative))) (i32.const 48))
                (i32.gt_u (local.get $point) (i32.add (local.get $negative) (i32.const 1)))))))
            (if (i32.and (local.get $bits) (i32.const 8)) (then
              (br_if $stopped (f64.ne (local.get $value) (f64.trunc (local.get $value))))))
            (if (i32.and (local.get $bits) (i32.const 256))
              (then (f64.store (local.get $left) (local.get $value)))
              (else (f32.store (local.get $left) (f32.demote_f64 (local.get $value)))))
            (local.set $left (i32.load offset=48 (local.get $entry)))
            (if (i32.ge_s (local.get $left) (i32.const 0)) (then
              (local.set $left (i32.add (global.get $kept) (local.get $left)))
              (i32.store (local.get $left) (i32.sub (local.get $at) (global.get $zero)))
              (i32.store offset=4 (local.get $left) (i32.sub (i32.add (local.get $at) (local.get $length)) (global.get $zero))))))
          (else (f32.store (local.get $left) (f32.demote_f64 (local.get $value)))))
        (local.set $at (i32.add (local.get $at) (local.get $length)))
        (local.set $entry (i32.add (local.get $entry) (i32.const 64)))
        (br $next)))
      (global.set $unusual (i32.const 1)))
    (global.set $entry (local.get $entry))
    (global.set $row (local.get $row))
    (local.get $at))

  ;; The value that `plain` left: a long number, one with an exponent, nothing, null, or what is stepped over. The position after it; 0 where it is
  ;; none of these.
  (func $unusual (param $at i32) (param $end i32) (result i32)
    (local $entry i32) (local $bits i32) (local $start i32) (local $first i32) (local $place i32) (local $value f64)
    (local.set $start (local.get $at))
    (local.set $entry (global.get $entry))
    (local.set $bits (i32.load offset=40 (local.get $entry)))
    (local.set $first (i32.load8_u (local.get $at)))
    (block $taken
      (if (i32.and (local.get $bits) (i32.const 64)) (then
        (local.set $at (call $cell (local.get $at) (local.get $end)))
        (br $taken)))
      (if (i32.and (local.get $bits) (i32.const 128)) (then
        (local.set $at (call $json (local.get $at) (local.get $end)))
        (br $taken)))
      (local.set $value (f64.const nan))
      (block $read
        (if (i32.and (i32.ne (i32.and (local.get $bits) (i32.const 4)) (i32.const 0)) (i32.eq (i32.load (local.get $at)) (i32.const 0x6c6c756e))) (then
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $read)))
        (if (i32.ne (i32.and (local.get $bits) (i32.const 2)) (i32.const 0)) (then
          (br_if $read (i32.or (i32.eq (local.get $first) (i32.const 44))
            (i32.or (i32.eq (local.get $first) (i32.const 10)) (i32.eq (local.get $first) (i32.const 13)))))))
        (local.set $at (call $number (local.get $at) (local.get $end) (i32.and (local.get $bits) (i32.const 256))))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
        (local.set $value (global.get $value))
        (if (i32.and (local.get $bits) (i32.const 8)) (then
          (if (i32.or (i32.eqz (global.get $exact)) (f64.ne (local.get $value) (f64.trunc (local.get $value))))
            (then (return (i32.const 0)))))))
      (local.set $place (i32.add (global.get $row) (i32.load offset=44 (local.get $entry))))
      (if (i32.and (local.get $bits) (i32.const 256))
        (then (f64.store (local.get $place) (local.get $value)))
        (else (f32.store (local.get $place) (f32.demote_f64 (local.get $value))))))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (local.set $place (i32.load offset=48 (local.get $entry)))
    (if (i32.ge_s (local.get $place) (i32.const 0)) (then
      (local.set $place (i32.add (global.get $kept) (local.get $place)))
      (i32.store (local.get $place) (i32.sub (local.get $start) (global.get $zero)))
      (i32.store offset=4 (local.get $place) (i32.sub (local.get $at) (global.get $zero)))))
    (global.set $entry (i32.add (local.get $entry) (i32.const 64)))
    (local.get $at))

  ;; A number of any length and spelling that JSON knows: the position after it, 0 where it is none or is left to the caller. With more digits or
  ;; a greater power than are exact it is wrong by less than 2^-50 of itself, which is enough for a 32-bit float unless it is near the middle of two.
  (func $number (param $at i32) (param $end i32) (param $double i32) (result i32)
    (local $negative i32) (local $first i32) (local $digit i32) (local $mantissa i64) (local $significant i32)
    (local $power i32) (local $exponent i32) (local $minus i32) (local $value f64)
    (local.set $negative (i32.eq (i32.load8_u (local.get $at)) (i32.const 45)))
    (local.set $at (i32.add (local.get $at) (local.get $negative)))
    (local.set $first (local.get $at))
    (block $over
      (loop $whole
        (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
        (br_if $over (i32.gt_u (local.get $digit) (i32.const 9)))
        (br_if $over (i32.gt_u (local.get $at) (local.get $end)))
        (local.set $mantissa (i64.add (i64.mul (local.get $mantissa) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
        (local.set $significant (i32.add (local.get $significant) (i32.ne (i32.or (local.get $significant) (local.get $digit)) (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $whole)))
    (if (i32.eq (local.get $at) (local.get $first)) (then (return (i32.const 0))))
    (if (i32.and
          (i32.eq (i32.load8_u (local.get $first)) (i32.const 48))
          (i32.gt_u (i32.sub (local.get $at) (local.get $first)) (i32.const 1)))
      (then (return (i32.const 0))))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 46)) (then
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $first (local.get $at))
      (block $over
        (loop $decimal
          (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (br_if $over (i32.gt_u (local.get $digit) (i32.const 9)))
          (br_if $over (i32.gt_u (local.get $at) (local.get $end)))
          (local.set $mantissa (i64.add (i64.mul (local.get $mantissa) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
          (local.set $significant (i32.add (local.get $significant) (i32.ne (i32.or (local.get $significant) (local.get $digit)) (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $decimal)))
      (local.set $power (i32.sub (local.get $first) (local.get $at)))
      (if (i32.eqz (local.get $power)) (then (return (i32.const 0))))))
    ;; 19 digits fit into 64 bits, whatever they are
    (if (i32.gt_u (local.get $significant) (i32.const 19)) (then (return (i32.const 0))))
    (if (i32.eq (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 101)) (then
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $minus (i32.eq (i32.load8_u (local.get $at)) (i32.const 45)))
      (local.set $at (i32.add (local.get $at)
        (i32.or (local.get $minus) (i32.eq (i32.load8_u (local.get $at)) (i32.const 43)))))
      (local.set $first (local.get $at))
      (block $over
        (loop $place
          (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (br_if $over (i32.gt_u (local.get $digit) (i32.const 9)))
          ;; so many digits are no power that is near
          (if (i32.gt_u (i32.sub (local.get $at) (local.get $first)) (i32.const 3)) (then (return (i32.const 0))))
          (local.set $exponent (i32.add (i32.mul (local.get $exponent) (i32.const 10)) (local.get $digit)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $place)))
      (if (i32.eq (local.get $at) (local.get $first)) (then (return (i32.const 0))))
      (local.set $power (i32.add (local.get $power)
        (select (i32.sub (i32.const 0) (local.get $exponent)) (local.get $exponent) (local.get $minus))))))
    (local.set $value (f64.convert_i64_u (local.get $mantissa)))
    (local.set $minus (i32.lt_s (local.get $power) (i32.const 0)))
    (if (local.get $minus) (then (local.set $power (i32.sub (i32.const 0) (local.get $power)))))
    (global.set $exact (i32.and
      (i64.le_u (local.get $mantissa) (i64.const 9007199254740992))
      (i32.le_u (local.get $power) (i32.const 22))))
    (if (i32.eqz (global.get $exact)) (then
      (if (i32.or (local.get $double) (i32.gt_u (local.get $power) (i32.const 44))) (then (return (i32.const 0))))
      (if (i32.gt_u (local.get $power) (i32.const 22)) (then
        (local.set $power (i32.sub (local.get $power) (i32.const 22)))
        (local.set $value (if (result f64) (local.get $minus)
          (then (f64.div (local.get $value) (f64.const 1e22)))
          (else (f64.mul (local.get $value) (f64.const 1e22)))))))))
    (local.set $value (if (result f64) (local.get $minus)
      (then (f64.div (local.get $value) (f64.load offset=64 (i32.shl (local.get $power) (i32.const 3)))))
      (else (f64.mul (local.get $value) (f64.load offset=64 (i32.shl (local.get $power) (i32.const 3)))))))
    ;; three roundings so far, and one below: 2^-48 is more than all of them
    (if (i32.and
          (i32.eqz (global.get $exact))
          (f32.ne
            (f32.demote_f64 (f64.mul (local.get $value) (f64.const 0x1.fffffffffffep-1)))
            (f32.demote_f64 (f64.mul (local.get $value) (f64.const 0x1.0000000000010p+0)))))
      (then (return (i32.const 0))))
    (global.set $value (if (result f64) (local.get $negative) (then (f64.neg (local.get $value))) (else (local.get $value))))
    (local.get $at))

  ;; Position after a cell of CSV that is not in quotes; 0 where it is, or does not end. Where a carriage return stands it ends too.
  (func $cell (param $at i32) (param $end i32) (result i32)
    (local $bytes v128) (local $ends i32)
    (loop $more
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $ends (i8x16.bitmask (v128.or
        (v128.or
          (i8x16.eq (local.get $bytes) (v128.const i8x16 44 44 44 44 44 44 44 44 44 44 44 44 44 44 44 44))
          (i8x16.eq (local.get $bytes) (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10)))
        (v128.or
          (i8x16.eq (local.get $bytes) (v128.const i8x16 13 13 13 13 13 13 13 13 13 13 13 13 13 13 13 13))
          (i8x16.eq (local.get $bytes) (v128.const i8x16 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34))))))
      (if (i32.eqz (local.get $ends)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $more (i32.le_u (local.get $at) (local.get $end)))
        (return (i32.const 0)))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $ends))))
    (select (i32.const 0) (local.get $at) (i32.eq (i32.load8_u (local.get $at)) (i32.const 34))))

  ;; Position after a text of JSON without escapes, or after a number; 0 at anything else.
  (func $json (param $at i32) (param $end i32) (result i32)
    (local $bytes v128) (local $ends i32)
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 34)) (then
      (return (call $number (local.get $at) (local.get $end) (i32.const 0)))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (loop $more
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $ends (i8x16.bitmask (v128.or
        (v128.or
          (i8x16.eq (local.get $bytes) (v128.const i8x16 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34 34))
          (i8x16.eq (local.get $bytes) (v128.const i8x16 92 92 92 92 92 92 92 92 92 92 92 92 92 92 92 92)))
        (i8x16.lt_u (local.get $bytes) (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32)))))
      (if (i32.eqz (local.get $ends)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $more (i32.le_u (local.get $at) (local.get $end)))
        (return (i32.const 0)))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $ends))))
    (select (i32.add (local.get $at) (i32.const 1)) (i32.const 0) (i32.eq (i32.load8_u (local.get $at)) (i32.const 34)))))
