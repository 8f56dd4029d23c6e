using System.Reflection;
using System.Text;
using Compensation.Ledger.Fields;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>How a property of each type is written into a cell and read from it.</summary>
internal static class CellCode
{
    /// <summary>An order has no more values than that, or is seldom.</summary>
    private const int UsualValues = 64;

    private static readonly Dictionary<Type, (MethodInfo Write, MethodInfo Read)> Code = new()
    {
        [typeof(int?)] = (Method(nameof(WriteInt)), Method(nameof(ReadInt))),
        [typeof(long?)] = (Method(nameof(WriteLong)), Method(nameof(ReadLong))),
        [typeof(string)] = (Method(nameof(WriteText)), Method(nameof(ReadText))),
        [typeof(byte[])] = (Method(nameof(WriteBytes)), Method(nameof(ReadBytes))),
        [typeof(long?[])] = (Method(nameof(WriteValues)), Method(nameof(ReadValues))),
    };

    /// <summary>The type of cell that a property's type stands in.</summary>
    public static Type CellOf(Type property) => property.IsEnum || property == typeof(int) ? typeof(int?)
        : property == typeof(long) ? typeof(long?) : property;

    /// <summary>The method that writes a cell.</summary>
    public static MethodInfo Writing(Type cell) => Code[cell].Write;

    /// <summary>The method that reads a cell.</summary>
    public static MethodInfo Reading(Type cell) => Code[cell].Read;

    private static MethodInfo Method(string name) => typeof(CellCode).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static void WriteInt(ICellWriter cells, int? value) => cells.Int(value);

    private static void WriteLong(ICellWriter cells, long? value) => cells.Long(value);

    private static void WriteText(ICellWriter cells, string? value) => cells.Text(value);

    private static void WriteBytes(ICellWriter cells, byte[]? value)
    {
        if (value is null)
        {
            cells.Nothing();
        }
        else
        {
            cells.Bytes(value);
        }
    }

    private static void WriteValues(ICellWriter cells, long?[]? values)
    {
        if (values is null)
        {
            cells.Nothing();
        }
        else
        {
            Span<long> given = values.Length <= UsualValues ? stackalloc long[values.Length] : new long[values.Length];
            for (var i = 0; i < given.Length; i++)
            {
                given[i] = values[i] ?? Field.NotGiven;
            }

            cells.Values(given);
        }
    }

    private static int? ReadInt(ICellReader cells) => (int?)cells.OptionalNumber();

    private static long? ReadLong(ICellReader cells) => cells.OptionalNumber();

    private static string? ReadText(ICellReader cells) => cells.Bytes(out var value) ? Encoding.UTF8.GetString(value) : null;

    private static byte[]? ReadBytes(ICellReader cells) => cells.Bytes(out var value) ? value.ToArray() : null;

    private static long?[]? ReadValues(ICellReader cells) => cells.Values(out var values)
        ? Array.ConvertAll(values.ToArray(), value => value == Field.NotGiven ? null : (long?)value)
        : null;
}
