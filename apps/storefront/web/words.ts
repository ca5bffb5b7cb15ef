/**
 * The sentences of the shop; notices and histories come from the API. Sentences about a payment begin with
 * what happened to the money. Amounts are texts such as `$42.00`. An order's facts have their names in
 * order-facts.view.tsx.
 */
const list = new Intl.ListFormat('en-US');
const items = (n: number): string => (n === 1 ? '1 item' : `${n} items`);

const declineReasons: Readonly<Record<string, string>> = {
  insufficient_funds: 'Your bank declined the payment: it reported insufficient funds.',
  expired_card: 'Your bank declined the card: it has expired.',
  incorrect_cvc: 'Your bank declined the card: its security code was incorrect.',
  processing_error: 'Your bank could not process the payment. You can try again.',
  card_velocity_exceeded: 'Your bank declined the card: its limit was reached.',
  authentication_required: 'The payment was not confirmed.',
};

export const words = {
  shell: {
    name: 'Holdfast',
    skip: 'Skip to content',
    navigation: 'Shop',
    cart: (n: number) => (n === 0 ? 'Cart' : `Cart (${n})`),
    title: (state: string) => `${state} – Holdfast`,
    noRealMoney: 'This is a demo shop. No real money moves.',
    failed: {
      title: 'Stopped',
      heading: 'This page stopped working.',
      body: 'Your cart and any order you placed are not affected. Load the page again to see where things stand.',
      reload: 'Load the page again',
    },
  },
  notFound: {
    title: 'Not found',
    heading: 'There is no page at this address.',
    back: 'See all products',
  },
  catalog: {
    title: 'Shop',
    heading: 'Things that hold.',
    lead: 'Made for boats. At home in kitchens.',
    add: 'Add to cart',
    addName: (name: string) => `Add to cart: ${name}`,
    added: (n: number) => `Added · ${n} in cart`,
    addedName: (name: string, n: number) => `Added · ${n} in cart: ${name}`,
    suggestions: 'You may also like',
    unavailable: "We can't show our products right now.",
    retry: (wait: string) => `We'll try again in ${wait}. Your cart is safe.`,
    reading: "We're trying again. Your cart is safe.",
  },
  cart: {
    title: 'Cart',
    heading: 'Your cart',
    empty: 'Your cart is empty.',
    lastOrder: (total: string, state?: string) =>
      state === undefined ? `Your last order: ${total}.` : `Your last order: ${total}, ${state}.`,
    states: {
      paid: 'paid',
      partlyRefunded: 'partly refunded',
      payment_pending: 'being confirmed',
      requires_action: 'waiting for you to confirm it with your bank',
      payment_failed: 'not completed',
      refund_pending: 'being refunded',
      refunded: 'refunded',
    },
    summary: items,
    each: (price: string) => `${price} each`,
    fewer: (name: string) => `One fewer ${name}`,
    more: (name: string) => `One more ${name}`,
    remove: 'Remove',
    removeName: (name: string) => `Remove ${name}`,
    removed: (name: string) => `${name} was removed.`,
    putBack: 'Put it back',
    putBackName: (name: string) => `Put it back: ${name}`,
    quantity: (name: string) => `Quantity of ${name}`,
    changed: (n: number, name: string, total: string) => `${n} × ${name}. Total ${total}.`,
    least: 'The minimum is 1. To take a product out of your cart, use Remove.',
    mostOfOne: (name: string) => `You can order up to 99 of one product. Your cart has 99: ${name}.`,
    full: 'Your cart is full: an order can have up to 50 different products.',
    someProduct: 'A product in your cart',
    gone: (name: string) => `${name} is no longer sold. It isn't counted.`,
    total: 'Total',
    checkOut: 'Check out',
    browse: 'See all products',
  },
  checkout: {
    title: 'Checkout',
    heading: 'Checkout',
    email: 'Email',
    emailHint: 'Your receipt goes here.',
    emailMissing: 'Enter your email address, so that we can send your receipt.',
    emailInvalid: 'Enter an email address like ada@example.com.',
    name: 'Name (optional)',
    card: 'Payment',
    cardMissing: 'Choose how to pay.',
    cardUnready: "The payment form isn't ready yet. Please try again.",
    goneLines: (n: number) =>
      n === 1
        ? "One product in your cart is no longer sold. It isn't counted."
        : `${n} products in your cart are no longer sold. They aren't counted.`,
    cardUnavailable: "The payment form can't be loaded right now.",
    loadAgain: 'Load it again',
    errors: (n: number) =>
      n === 1 ? 'Nothing was sent yet. Please correct this:' : 'Nothing was sent yet. Please correct these:',
    pay: (total: string) => `Pay ${total}`,
    paying: (total: string) => `Paying ${total}…`,
    payingNow: 'Paying.',
    stillWorking: 'Still working. You will be charged at most once.',
    askingAgain: (next: number, of: number) =>
      `No result yet. We're asking again about the same order (${next} of ${of}).`,
    busy: (next: number, of: number) =>
      `The shop is busy. We're asking again about the same order (${next} of ${of}).`,
    inFlight: (next: number, of: number) =>
      `Your order is being processed. We're asking again for the result (${next} of ${of}).`,
    tooMany: (next: number, of: number) =>
      `There were too many attempts. We're asking again about the same order (${next} of ${of}).`,
    nextTry: (wait: string) => `Next try in ${wait}.`,
    weHaveIt: 'We already have it. One order, one charge.',
    unsent: 'Still working. Nothing was sent yet.',
    offline: "You seem to be offline. We'll ask again as soon as you're back.",
    offlineUnsent: 'You seem to be offline. Nothing was sent yet.',
    finding: 'Finding your order…',
    otherTab: 'This order was placed in another tab.',
    backToCart: 'Back to the cart',
    reference: (id: string) => `Reference: ${id}`,
  },
  waiting: {
    title: 'Being confirmed',
    heading: (total: string) => `We are finding out whether ${total} was taken.`,
    body: (email: string) =>
      `It will be taken at most once, however often we ask. If it was taken, your receipt goes to ${email}. You can wait here or come back later.`,
    askAgain: 'Ask again now',
    asksIn: (wait: string) => `We'll ask again in ${wait}.`,
    nothingTitle: 'Not paid yet',
    nothingTaken: 'Nothing was taken so far.',
    tooMany: (wait: string) => `There were too many attempts. We'll try again in ${wait}.`,
    closed: (wait: string) => `The shop can't take payments right now. We'll try again in ${wait}.`,
    busy: (wait: string) => `The shop is very busy. We'll try again in ${wait}.`,
    asking: 'Asking the shop…',
    changeCart: 'Change my cart',
    left: {
      title: 'Waiting for your decision',
      heading: (total: string) => `We don't know whether ${total} was taken.`,
      body: (email: string) =>
        `You clicked Pay a while ago, but no result has reached this browser. If it was taken, your receipt goes to ${email}, with a link to your order.`,
      sameOrder: (total: string) =>
        `If you pay now, we send the same order again: ${total} will be taken at most once.`,
      noCancel:
        "If you don't, we send nothing more. That can't cancel an order that the shop already has, and what you buy later is a new order.",
      tooOld: (days: number) =>
        `That was more than ${days} days ago: it is too late to ask for the result, or to send the order again. Look for the receipt first. What you buy now is a new order.`,
      lostHeading: "We don't know whether an earlier order of this cart was paid.",
      lost: "You clicked Pay before, but no result has reached this browser. It has lost that order, so we can't ask for its result or send it again. If it was paid, its receipt goes to the email address you gave then. Look for the receipt first. What you buy now is a new order.",
      nothingBody: (total: string) =>
        `You clicked Pay a while ago, but the shop could not take ${total} then. We'll try again only if you still want to.`,
      payNow: (total: string) => `Pay ${total} now`,
      notWanted: "Don't send it again",
    },
  },
  outcome: {
    paid: (total: string, name?: string) =>
      name === undefined ? `We took ${total}. Thank you.` : `We took ${total}. Thank you, ${name}.`,
    pending: (total: string) =>
      `We are finding out whether ${total} was taken; it will be taken at most once. We have your order.`,
    actionRequired: (total: string) => `You'll be charged ${total} only if you confirm it with your bank.`,
    declined: (code: string | null) =>
      `Nothing was taken. ${declineReasons[code ?? ''] ?? 'Your bank declined the payment.'}`,
    priceChanged: (before: string, now: string) =>
      `Nothing was taken. The total changed from ${before} to ${now}.`,
    priceMoved: (before: string) => `Nothing was taken. The total is no longer ${before}.`,
    productsGone: (names: readonly string[]) =>
      names.length === 1
        ? `Nothing was taken. ${names.join('')} is no longer sold, so we took it out of your cart.`
        : `Nothing was taken. These are no longer sold, so we took them out of your cart: ${list.format(names)}.`,
    someProductsGone: (n: number) =>
      n === 1
        ? 'Nothing was taken. A product is no longer sold, so we took it out of your cart.'
        : `Nothing was taken. ${n} products are no longer sold, so we took them out of your cart.`,
    productUnknown: 'Nothing was taken. A product in your cart is no longer sold.',
    paymentRefused:
      "Nothing was taken. This payment can't be made right now. Please pay another way, or try again later.",
    methodInvalid: "Nothing was taken. This way to pay can't be used; please choose another one.",
    corrected: {
      email: 'Nothing was taken. Please correct your email address.',
      name: 'Nothing was taken. Please correct your name, or leave it out.',
    },
    conflict: 'Nothing was taken this time. This order no longer matches an earlier try; please pay again.',
    refused: (detail: string) => `Nothing was taken for this cart. ${detail}`.trim(),
    expired:
      'Nothing was taken this time. An earlier try is too old to ask about; if it was paid, its receipt goes to your email address.',
    expiredLink: 'See that order',
    storageBlocked:
      'Nothing was sent and nothing was taken: this browser does not let us remember your order. Allow site data, then try again.',
    cartElsewhere: 'Nothing was sent and nothing was taken: your cart changed in another tab.',
    pageFailed: 'Nothing was sent and nothing was taken: this page stopped working. Load it again, please.',
    cartChanged: (total: string) =>
      `We are still finding out whether ${total} was taken for this cart as it was. Look for the receipt. Without one, click Pay again in 15 minutes.`,
  },
  order: {
    thanks: (name: string | undefined) => (name === undefined ? 'Thank you.' : `Thank you, ${name}.`),
    receipt: (email: string) => `Your receipt goes to ${email}.`,
    receiptOnItsWay: (email: string) => `Your receipt is on its way to ${email}.`,
    canClose: "You can close this page; we'll write to you.",
    paid: { title: 'Paid', heading: (total: string) => `We took ${total}.` },
    partlyRefunded: {
      title: 'Partly refunded',
      heading: (total: string, returned: string) => `We took ${total} and returned ${returned}.`,
    },
    lost: {
      title: 'Taken back by the bank',
      heading: (total: string, returned: string) =>
        `We took ${total}, and the payer's bank took ${returned} back.`,
      headingWithRefund: (total: string, returned: string, lost: string) =>
        `We took ${total} and returned ${returned}, and the payer's bank took ${lost} back.`,
    },
    pending: {
      title: 'Being confirmed',
      heading: (total: string) => `We are finding out whether ${total} was taken.`,
    },
    moving: {
      title: 'On its way',
      heading: (total: string) => `Your bank is moving ${total}.`,
      until: (date: string) => `It should arrive by ${date}.`,
    },
    action: {
      title: 'Confirm with your bank',
      heading: (total: string) => `You'll be charged ${total} only if you confirm it with your bank.`,
      button: 'Confirm with your bank',
      until: (time: string) => `until ${time}`,
      back: 'Back from your bank. Checking…',
    },
    failed: {
      title: 'Not paid',
      heading: 'Nothing was taken.',
      unreadTitle: 'Not completed',
      unread: 'This order was not completed.',
      refill: 'Fill the cart again',
    },
    lateCharge: {
      returning: {
        title: 'Being returned',
        heading: (total: string) => `We took ${total} after this order had failed, and are returning it.`,
      },
      returned: {
        title: 'Returned',
        heading: (total: string) => `We took ${total} after this order had failed, and returned it.`,
      },
      kept: {
        title: 'Not returned yet',
        heading: (total: string) =>
          `We took ${total} after this order had failed, and could not return it yet.`,
      },
    },
    refundPending: {
      title: 'Being refunded',
      heading: (total: string) => `We took ${total} and are processing a refund.`,
    },
    refunded: {
      title: 'Refunded',
      heading: (amount: string) => `We returned ${amount}.`,
      body: 'Your bank may take 5 to 10 business days to show it.',
    },
    disputed: {
      title: 'Paid, in dispute',
      opened: (amount: string) => `A dispute about ${amount} was opened at the payer's bank.`,
    },
    lines: 'Your order',
    history: 'What happened',
    historyUnread: "We can't read what happened right now. We'll try again.",
    loading: 'Finding your order…',
    loadingTitle: 'Your order',
    notFound: {
      title: 'Not found',
      heading: "We can't find an order at this address.",
      body: 'Nothing was taken by opening this page. If you came from an email, open its link again.',
    },
    notYours: {
      title: 'Your order',
      heading: "This order can't be opened in this browser.",
      body: 'Nothing was taken by opening this page. Open it in the browser where you ordered, or use the link in an email about this order.',
    },
    refused: {
      title: 'Your order',
      heading: 'We could not open this order.',
      body: (detail: string) => `Nothing was taken by opening this page. ${detail}`.trim(),
    },
    outOfDate: (age: string, wait: string) =>
      `We can't reach the shop. This was true ${age} ago. Checking again in ${wait}.`,
    outOfDateChecking: (age: string) => `We can't reach the shop. This was true ${age} ago. Checking again…`,
    unread: {
      title: 'Your order',
      heading: "We can't reach the shop to read your order.",
      wait: (wait: string) => `Checking again in ${wait}.`,
      now: 'Checking again…',
      body: "Your order isn't affected in the meantime.",
    },
    upToDate: 'This is up to date again.',
    again: 'Check again now',
  },
  refund: {
    open: 'Return my money',
    title: (total: string) => `Return ${total} to your original payment method?`,
    question: "This can't be undone.",
    yes: 'Return the money',
    working: 'Returning…',
    workingNow: 'We are asking for the refund. You can close this; the page will show the result.',
    no: 'Cancel',
    close: 'Close',
    refunded: (amount: string) => `We returned ${amount}.`,
    pending: (amount: string) => `We are returning ${amount}.`,
    refused: (detail: string) =>
      detail.startsWith('Nothing was refunded') ? detail : `Nothing was returned this time. ${detail}`.trim(),
    notNow: (wait: string) =>
      `Nothing was returned so far. There were too many requests; you can try again in ${wait}.`,
    unsent: 'Nothing was returned so far. We could not reach the shop; you can try again.',
    closedBody: 'Support can still return it. Have the order number on this page ready.',
    upTo: (amount: string) => `up to ${amount}`,
    unknown: (amount: string) =>
      `We are finding out whether ${amount} was returned; it will be returned at most once.`,
    asksIn: (wait: string) => `We'll ask again in ${wait}.`,
    asking: 'Asking again…',
    askAgain: 'Ask again now',
    expired:
      'Nothing was returned this time. An earlier request is too old to ask about; this page shows its result.',
    storageBlocked:
      'Nothing was sent and nothing was returned: this browser does not let us remember your request. Allow site data, then try again.',
    weHaveIt: 'We already have it. One refund.',
    left: (amount: string) => `We don't know whether ${amount} was returned.`,
    leftBody:
      'You asked for it a while ago, but no result has reached this browser. It will be returned at most once.',
    returnNow: (amount: string) => `Return ${amount} now`,
    notWanted: 'I no longer want a refund',
    givenUp: "We won't ask for that refund again. If it was made, you will get an email about it.",
  },
} as const;
