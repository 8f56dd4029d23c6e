using System.Collections;
using System.Globalization;
using System.Text;
using Compensation.Ledger.Store;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Grains.Tests.Periods;

/// <summary>A programme's rows as text, table by table in the order of their keys.</summary>
internal static class LedgerDump
{
    /// <summary>What differs between two programmes with the same life: their numbers and names, and hashes that are made of them.</summary>
    private static readonly string[] OwnToProgramme = ["programme", "previous", "hash"];

    /// <summary>All rows of a programme.</summary>
    public static Task<string> OfAsync(LedgerDatabase database, int programme) => OfAsync(database, programme, _ => true, "");

    /// <summary>The rows of some runs: everything that was ever written of them.</summary>
    public static Task<string> OfRunsAsync(LedgerDatabase database, int programme, int upTo) =>
        OfAsync(database, programme, table => table.StartsWith("run", StringComparison.Ordinal), $" AND run <= {upTo}");

    private static async Task<string> OfAsync(LedgerDatabase database, int programme, Func<string, bool> isMeant, string filter)
    {
        var text = new StringBuilder();
        await using var context = database.CreateContext();
        await context.Database.OpenConnectionAsync();
        foreach (var entity in context.Model.GetEntityTypes().OrderBy(entity => entity.GetTableName(), StringComparer.Ordinal))
        {
            var table = entity.GetTableName()!;
            if (table is "programmes" or "grain_states" || !isMeant(table))
            {
                continue;
            }

            var key = entity.FindPrimaryKey()!.Properties.Select(property => $"\"{property.GetColumnName()}\"");
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {table} WHERE programme = {programme}{filter} ORDER BY {string.Join(", ", key)}";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                var cells = Enumerable.Range(0, rows.FieldCount).Where(column => !OwnToProgramme.Contains(rows.GetName(column)))
                    .Select(column => $"{rows.GetName(column)}={Show(rows.GetValue(column))}").Order(StringComparer.Ordinal);
                text.Append(table).Append(": ").AppendJoin(' ', cells).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Show(object value) => value switch
    {
        DBNull => "",
        byte[] bytes => Convert.ToHexString(bytes),
        string text => text,
        IEnumerable many => string.Join(',', many.Cast<object?>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
