using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Ledger.Store.Bulk;

/// <summary>Writes and reads rows of a type, property by property, by code that is compiled once.</summary>
internal static class BulkRow<TRow> where TRow : class
{
    /// <summary>The properties as they stand in the source.</summary>
    private static readonly PropertyInfo[] Properties =
        [.. typeof(TRow).GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken)];

    /// <summary>The row's table, once somebody has asked for it: it is the same in every ledger.</summary>
    private static BulkTable? known;

    /// <summary>Writes a row's cells.</summary>
    public static Action<ICellWriter, TRow> Write { get; } = Writer();

    /// <summary>Reads a row's cells.</summary>
    public static Func<ICellReader, TRow> Read { get; } = Reader();

    /// <summary>The row's table.</summary>
    /// <exception cref="ArgumentException">The type is no row of the ledger.</exception>
    public static BulkTable Table(DbContext context) => known ??= TableOf(context);

    private static BulkTable TableOf(DbContext context)
    {
        var entity = context.Model.FindEntityType(typeof(TRow))
            ?? throw new ArgumentException($"{typeof(TRow).Name} is no row of the ledger.");
        return new BulkTable(
            entity.GetTableName()!,
            [.. Properties.Select(property => LedgerNames.Column(property.Name))],
            [.. Properties.Select(property => CellCode.CellOf(property.PropertyType))],
            [.. entity.FindPrimaryKey()!.Properties.Select(property => LedgerNames.Column(property.Name))]);
    }

    private static Action<ICellWriter, TRow> Writer()
    {
        var (cells, row) = (Expression.Parameter(typeof(ICellWriter)), Expression.Parameter(typeof(TRow)));
        var writes = Properties.Select(property =>
        {
            var cell = CellCode.CellOf(property.PropertyType);
            Expression value = Expression.Property(row, property);
            value = property.PropertyType.IsEnum ? Expression.Convert(value, typeof(int)) : value;
            return Expression.Call(CellCode.Writing(cell), cells, Expression.Convert(value, cell));
        });
        return Expression.Lambda<Action<ICellWriter, TRow>>(Expression.Block(writes), cells, row).Compile();
    }

    private static Func<ICellReader, TRow> Reader()
    {
        var cells = Expression.Parameter(typeof(ICellReader));
        var bindings = Properties.Select(property =>
        {
            Expression value = Expression.Call(CellCode.Reading(CellCode.CellOf(property.PropertyType)), cells);
            value = property.PropertyType.IsEnum ? Expression.Convert(value, typeof(int)) : value;
            return Expression.Bind(property, Expression.Convert(value, property.PropertyType));
        });
        return Expression.Lambda<Func<ICellReader, TRow>>(Expression.MemberInit(Expression.New(typeof(TRow)), bindings), cells).Compile();
    }
}
