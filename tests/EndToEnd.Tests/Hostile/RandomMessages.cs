using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Compensation.EndToEnd.Tests.Hostile;

/// <summary>Messages that chance has made: of what is known in the company, of what is on the edge, and of what is beyond it.</summary>
/// <param name="random">Chance.</param>
/// <param name="known">Words that the company knows, by the field's name.</param>
internal sealed class RandomMessages(Random random, IReadOnlyDictionary<string, string[]> known)
{
    private const int Deepest = 4;
    private const int LongList = 2_000;
    private const int Giant = 300_000;

    private static readonly string[] Edges =
    [
        "", " ", "0", "-1", "~2", "x~2", "a/b", "../../etc/passwd", "'; DROP TABLE seller; --", "%", "_", "\0", "\u0001", "line\nline", "tab\t",
        "é", "İ", "ß",
        "\u202E", "\uFEFF", "💶", "e\u0301", "null", "NaN", "1e400", "2026-02-30", "9999-12-31", "2026-13", "true", "<b>", "${x}", "{0}", "EUR", "eur", "XXX",
        new('x', 150), new('x', 151), new('x', 200), new('x', 201), new('ß', 4_001),
    ];

    private static readonly string[] Plans =
    [
        "plan: [", new string('[', 20_000), new string('{', 20_000), string.Concat(Enumerable.Repeat("a: {", 5_000)),
        "- " + string.Concat(Enumerable.Repeat("- ", 5_000)),
        "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(0, 9).Select(level =>
            $"{(char)('b' + level)}: &{(char)('b' + level)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + level)}", 9))}]\n")),
        "&a [*a]", "!!python/object:os.system x", "? ? ? ?", "a: 1\na: 2", "measures: { m: " + new string('(', 20_000) + " }",
        "plan: P\nversion: 1\neffective: 2026-01-01\ncurrency: EUR\nzone: Mars/Base\nvolumes: { PV: {} }\nbonuses: []",
    ];

    private static readonly long[] Numbers =
        [0, 1, -1, 2, 3, 17, 100, 1_000, 1_001, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 253_402_300_799, 253_402_300_800, -62_135_596_801];

    /// <summary>A message of a type.</summary>
    public IMessage Make(MessageDescriptor type, int depth = 0)
    {
        var message = type.Parser.ParseFrom([]);
        if (message is Timestamp timestamp && random.Next(2) == 0)
        {
            timestamp.Seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            return timestamp;
        }

        foreach (var field in type.Fields.InDeclarationOrder().Where(field => random.Next(10) < (depth == 0 ? 8 : 6)))
        {
            if (field.FieldType == FieldType.Message && depth >= Deepest)
            {
                continue;
            }

            if (field.IsMap)
            {
                // No request has one; one that comes to have some is tried without.
                continue;
            }

            if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                var isLong = random.Next(200) == 0 && field.FieldType != FieldType.Message;
                for (var count = isLong ? LongList : random.Next(4); count > 0; count--)
                {
                    list.Add(Value(field, depth));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }

        return message;
    }

    /// <summary>The bytes of a message as they might come from a caller who means ill, or whose client is broken.</summary>
    public byte[] Break(byte[] bytes)
    {
        var broken = bytes.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(broken.Count + 1);
            switch (random.Next(8))
            {
                case 0 when at < broken.Count:
                    broken[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < broken.Count:
                    broken.RemoveRange(at, random.Next(broken.Count - at) + 1);
                    break;
                case 2:
                    // Eleven bytes that all say that the number goes on.
                    broken.InsertRange(at, Enumerable.Repeat((byte)0xFF, 11));
                    break;
                case 3:
                    // A field that says that it has two gigabytes.
                    broken.InsertRange(at, [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
                    break;
                case 4:
                    // Groups in groups.
                    broken.InsertRange(at, Enumerable.Repeat((byte)((random.Next(1, 15) << 3) | 3), random.Next(1, 10_000)));
                    break;
                case 5:
                    // A text that is no UTF-8.
                    broken.InsertRange(at, [0x0A, 4, 0xC3, 0x28, 0xFF, 0xFE]);
                    break;
                case 6:
                    // Fields with types that they don't have.
                    broken.InsertRange(at, [(byte)((random.Next(1, 12) << 3) | random.Next(8)), (byte)random.Next(256)]);
                    break;
                default:
                    broken.InsertRange(at, broken.Take(random.Next(200)).ToList());
                    break;
            }
        }

        return [.. broken];
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.String => Text(field),
        FieldType.Bytes => ByteString.CopyFrom(Enumerable.Range(0, random.Next(40)).Select(_ => (byte)random.Next(256)).ToArray()),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Math.Clamp(Number(), int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Math.Clamp(Number(), 0, uint.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Number(),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Number()),
        FieldType.Double => random.NextDouble() * Number(),
        FieldType.Float => (float)(random.NextDouble() * Number()),
        FieldType.Enum => random.Next(5) == 0 ? (int)Math.Clamp(Number(), -1, 99) : field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        FieldType.Message => Make(field.MessageType, depth + 1),
        _ => throw new InvalidOperationException($"{field.FullName} is of a type that nobody has thought of: {field.FieldType}."),
    };

    private long Number() => random.Next(3) == 0 ? random.Next(1, 5) : Numbers[random.Next(Numbers.Length)];

    private string Text(FieldDescriptor field)
    {
        if (field.Name == "idempotency_key" && random.Next(4) != 0)
        {
            return random.Next().ToString(CultureInfo.InvariantCulture);
        }

        if (random.Next(3) != 0 && known.TryGetValue(field.Name, out var words))
        {
            return words[random.Next(words.Length)];
        }

        return random.Next(60) switch
        {
            0 => new string('ä', Giant),
            1 => Convert.ToBase64String(Encoding.UTF8.GetBytes($"12345678{random.Next()}")).TrimEnd('='),
            < 6 when field.Name == "text" => Plans[random.Next(Plans.Length)],
            _ => Edges[random.Next(Edges.Length)],
        };
    }
}
