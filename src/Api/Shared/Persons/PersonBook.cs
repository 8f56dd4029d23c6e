using System.Buffers.Binary;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Shared.Persons;

/// <summary>Keeps what is known of who sellers and customers are, encrypted.</summary>
/// <param name="cipher">Encrypts it.</param>
public sealed class PersonBook(PersonCipher cipher)
{
    /// <summary>Persons by their numbers; of whom nothing is known is not in it.</summary>
    /// <param name="context">The context.</param>
    /// <param name="programme">The programme.</param>
    /// <param name="kind">Sellers or customers.</param>
    /// <param name="numbers">Their numbers, no more than some thousand.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyDictionary<int, Person>> ReadAsync(
        LedgerContext context, int programme, PersonKind kind, IReadOnlyCollection<int> numbers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rows = await context.Rows<PersonRow>().Where(row => row.Programme == programme && row.Kind == kind && numbers.Contains(row.Number))
            .ToListAsync(cancellation);
        return rows.ToDictionary(row => row.Number, row => Person.Parser.ParseFrom(cipher.Decrypt(row.Content, PlaceOf(programme, kind, row.Number))));
    }

    /// <summary>Keeps a person in place of what was known before.</summary>
    /// <param name="transaction">The transaction; the row is written in it.</param>
    /// <param name="kind">Seller or customer.</param>
    /// <param name="number">The person's number.</param>
    /// <param name="person">The person.</param>
    /// <param name="sequence">The write's place in the programme's order.</param>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public async Task WriteAsync(LedgerTransaction transaction, PersonKind kind, int number, Person person, long sequence)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var (context, programme) = (transaction.Context, transaction.Programme);
        var content = cipher.Encrypt(person.ToByteArray(), PlaceOf(programme, kind, number));
        var changed = await context.Set<PersonRow>().Where(row => row.Programme == programme && row.Kind == kind && row.Number == number)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Content, content).SetProperty(row => row.Sequence, sequence));
        if (changed == 0)
        {
            context.Add(new PersonRow { Programme = programme, Kind = kind, Number = number, Content = content, Sequence = sequence });
        }
    }

    /// <summary>Erases what was known of a person.</summary>
    /// <param name="transaction">The transaction; the row is removed in it.</param>
    /// <param name="kind">Seller or customer.</param>
    /// <param name="number">The person's number.</param>
    public static Task EraseAsync(LedgerTransaction transaction, PersonKind kind, int number)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var programme = transaction.Programme;
        return transaction.Context.Set<PersonRow>().Where(row => row.Programme == programme && row.Kind == kind && row.Number == number)
            .ExecuteDeleteAsync();
    }

    private static byte[] PlaceOf(int programme, PersonKind kind, int number)
    {
        var place = new byte[3 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(place, programme);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(sizeof(int)), (int)kind);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(2 * sizeof(int)), number);
        return place;
    }
}
