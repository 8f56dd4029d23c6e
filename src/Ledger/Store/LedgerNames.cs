using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Compensation.Ledger.Store;

/// <summary>The names of columns, keys and indices: <c>snake_case</c>, and constraints named by what they concern.</summary>
internal static class LedgerNames
{
    /// <summary>Names everything in the model. No value comes from the database: numbers are taken from the programme's head.</summary>
    public static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Column(property.Name));
                property.ValueGenerated = ValueGenerated.Never;
            }

            entity.FindPrimaryKey()!.SetName(Key(table));
            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Index(table, [.. index.Properties.Select(property => Column(property.Name))], index.IsUnique));
            }
        }
    }

    /// <summary>The name of a table's primary key.</summary>
    public static string Key(string table) => "pk_" + table;

    /// <summary>The name of an index; the programme, which every index begins with, is left out.</summary>
    public static string Index(string table, IReadOnlyList<string> columns, bool unique) =>
        $"{(unique ? "ux" : "ix")}_{table}_{string.Join('_', columns.Where(column => column != "programme"))}";

    /// <summary>A property's column: <c>LastDay</c> stands in <c>last_day</c>.</summary>
    public static string Column(string property)
    {
        var name = new StringBuilder();
        foreach (var letter in property)
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
